import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { wholeFile } from "../../../learning/split";
import { JobEnded, Workers } from "../../../local-aws/machine-learning/workers";
import { temporaryFolder } from "../../temporary-folder";
import { colorRows, colorSchema } from "../local-aws";

describe("workers", () => {
  const folder = temporaryFolder();
  const workers = new Workers();
  after(() => workers.close());

  const describe_ = () => {
    const file = join(folder(), "rows.csv");
    writeFileSync(file, colorRows(20_000));
    return workers.run({
      job: "describe",
      files: [file],
      urls: [],
      logFile: join(folder(), "log"),
      sizeInBytes: 1,
      schema: colorSchema,
      split: wholeFile,
    });
  };

  it("answer what is about the data, and survive it", async () => {
    const bad = workers.run({
      job: "describe",
      files: [],
      urls: [],
      logFile: join(folder(), "log"),
      sizeInBytes: 0,
      schema: "{",
      split: wholeFile,
    });
    assert.match(((await bad.answer) as { failure: string }).failure, /not JSON/);
    const crash = workers.run({
      job: "describe",
      files: ["/nowhere"],
      urls: [],
      logFile: join(folder(), "log"),
      sizeInBytes: 0,
      schema: colorSchema,
      split: wholeFile,
    });
    assert.match(((await crash.answer) as { crash: string }).crash, /ENOENT/);
    assert.equal(((await describe_().answer) as { result: { rows: number } }).result.rows, 20_000);
  });

  it("say how far they are while they train", async () => {
    const [rows, modelFile] = ["rows.csv", "model"].map((name) => join(folder(), name));
    writeFileSync(rows, colorRows(500));
    const said: string[] = [];
    const order = {
      job: "train" as const,
      files: [rows],
      urls: [],
      logFile: join(folder(), "log"),
      sizeInBytes: 1,
      schema: colorSchema,
      split: wholeFile,
    };
    const how = {
      type: "MULTICLASS" as const,
      recipe: "",
      parameters: { "sgd.maxPasses": "6" },
    };
    const job = workers.run({ ...order, ...how, modelFile }, (text) => said.push(text));
    assert.ok("result" in (await job.answer));
    assert.deepEqual(said, [
      ...[1, 2, 3, 4, 5].map((trial) => `trying settings ${trial} of 5`),
      ...[1, 2, 3, 4, 5, 6].map((pass) => `pass ${pass} of 6`),
    ]);
  });

  it("end a job that runs", async () => {
    const job = describe_();
    await Promise.all([assert.rejects(job.answer, JobEnded), job.end()]);
  });

  it("do not end the next job of a thread by the end of the last", async () => {
    const first = describe_();
    await first.answer;
    const second = describe_();
    await first.end();
    assert.ok("result" in (await second.answer));
  });
});
