import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { writeInsuranceRows } from "../../bench/insurance-numbers";
import { Clone } from "../integration/clone";

describe("many rows to predict", function () {
  this.timeout(240_000);
  const clone = new Clone();
  const output = () => join(clone.folder, "out/predicted.csv");
  const args = ["run", "-s", "predict", "--", "--file", "in", "--output", "out/predicted.csv", "--top", "1"];
  const rows = [40_000, 20_000];

  before(async () => {
    await clone.init(500, ["UMR", "AETNA PPO", "CIGNA OAP"]);
    await clone.up();
    mkdirSync(join(clone.folder, "in"));
    for (const [i, count] of rows.entries()) await writeInsuranceRows(join(clone.folder, `in/${i}.csv`), count);
  });
  after(() => clone.remove());

  const linesOf = (file: string) => createInterface({ input: createReadStream(join(clone.folder, file)) });

  it("are whole or not there: a run that is killed leaves no output, and the next one goes through", async () => {
    const child = spawn("npm", args, {
      cwd: clone.folder,
      env: { ...process.env, ...clone.environment },
      detached: true,
    });
    while (!clone.mutations().includes("CreateBatchPrediction")) await sleep(50);
    process.kill(-child.pid!, "SIGKILL");
    await once(child, "exit");
    assert.ok(!existsSync(output()));
    const { status, output: said } = await clone.run("npm", args);
    assert.equal(status, 0, said);
    assert.match(said, /60,000 rows -> out\/predicted\.csv/);
    assert.deepEqual(readdirSync(join(clone.folder, "out")), ["predicted.csv"]);
  });

  it("have a line each, in their order, with all that came in", async () => {
    const answers = linesOf("out/predicted.csv")[Symbol.asyncIterator]();
    assert.equal((await answers.next()).value, "number,policy,policy_1,probability_1,problem");
    for (const file of ["in/0.csv", "in/1.csv"]) {
      let isHeader = true;
      for await (const line of linesOf(file)) {
        if (!isHeader) assert.ok(String((await answers.next()).value).startsWith(`${line},`));
        isHeader = false;
      }
    }
    assert.equal((await answers.next()).done, true);
  });

  it("get the answers that they get one by one, also where a row has nothing but an empty cell", async () => {
    const code = `import { numeric } from "../columns";
import { defineFeatures } from "../definition";
export default defineFeatures({
  label: { name: "policy", type: "CATEGORICAL" },
  features: [numeric("number")],
  examples: [{ number: "1" }],
});
`;
    writeFileSync(join(clone.folder, "features/definitions/one.ts"), code);
    const lines = Array.from({ length: 300 }, (_, i) => `${i},${"XYZ"[Math.floor(i / 100)]}`);
    writeFileSync(join(clone.folder, "one.csv"), ["number,policy", ...lines, ""].join("\n"));
    const run = (step: string, args: string) =>
      clone.run("npm", ["run", "-s", step, "--", "--stack", "one", ...args.split(" ")]);
    const learned = await run("ml:learn", "--source one.csv --definition one");
    assert.equal(learned.status, 0, learned.output);
    const asked = ["id,number", "1,20", "2,", "3,150", "4,20", "5,280", ""].join("\n");
    writeFileSync(join(clone.folder, "asked.csv"), asked);
    const one = await run("predict", "--file asked.csv --top 1 --csv");
    const all = await run("predict", "--file asked.csv --top 1 --output all.csv");
    assert.equal(all.status, 0, all.output);
    const answersOf = (text: string) =>
      text
        .split("\n")
        .slice(1, 6)
        .map((line) => line.split(",").slice(0, 3).join(","));
    const answers = answersOf(readFileSync(join(clone.folder, "all.csv"), "utf8"));
    assert.deepEqual(answers, answersOf(one.output));
    assert.deepEqual(new Set(answers.map((answer) => answer.slice(-1))), new Set(["X", "Y", "Z"]));
  });

  it("leave nothing behind in S3, and are predicted again when they are asked for again", async () => {
    const { report, AWS_ML_PREDICTION_URL: endpoint } = (await clone.outputs()) as Record<string, string>;
    const [, bucket] = /^s3:\/\/([^/]+)\//.exec(report)!;
    const client = new S3Client({
      endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: clone.credentials(),
    });
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    assert.deepEqual(
      Contents.filter(({ Key }) => Key!.includes("/predict/")),
      [],
    );
    rmSync(output());
    const { status, output: said } = await clone.run("npm", args);
    assert.equal(status, 0, said);
    assert.ok(existsSync(output()));
  });
});
