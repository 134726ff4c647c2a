import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Clone, nothingChanged } from "./clone";

/** Few classes and rows: training takes a moment. */
const POLICIES = ["MEDICARE PART B", "UHC CHOICE PLUS", "AETNA PPO", "CIGNA OAP", "UMR"];
const JUDGE = { CreateMLModel: 1, CreateEvaluation: 1, CreateBatchPrediction: 1, PutObject: 5 };
const TRAIN = { ...JUDGE, CreateRealtimeEndpoint: 1 };

/** What a stack keeps of its past, how it decides, and how it is steered. */
describe("generations of a stack", function () {
  this.timeout(180_000);
  this.bail(true);
  const clone = new Clone();
  let rowsOfA: string[];
  let rowsOfB: string[];
  const seen: Record<string, { serving: string; modelId: string; answer: string }> = {};

  before(() => clone.init(500, POLICIES));
  after(() => clone.remove());

  const creates = () =>
    clone
      .mutations()
      .filter((operation) => !operation.startsWith("Delete"))
      .reduce<Record<string, number>>((counts, name) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }), {});
  const probes = readFileSync("data/insurance.csv", "utf8")
    .split("\n")
    .slice(1, 101)
    .map((row) => row.split(",")[0]);
  const ask = async (modelId?: string) => {
    const { AWS_ML_PREDICTION_URL } = await clone.outputs();
    const as: Record<string, string> =
      modelId === undefined ? {} : { AWS_ML_MODEL_ID: modelId, AWS_ML_PREDICTION_URL: String(AWS_ML_PREDICTION_URL) };
    const { status, output } = await clone.run("npm", ["run", "-s", "predict", "--", ...probes], as);
    assert.equal(status, 0, output);
    return output;
  };
  const remember = async (name: string) => {
    const { serving, AWS_ML_MODEL_ID } = (await clone.outputs()) as Record<string, string>;
    seen[name] = { serving, modelId: AWS_ML_MODEL_ID, answer: await ask() };
  };
  const plan = () =>
    JSON.parse(readFileSync(join(clone.folder, "build", "plan.json"), "utf8")) as Record<string, never> & {
      words: string[];
    };

  it("says in a preview of the first run what it will do, and does it", async () => {
    const output = await clone.succeed("preview");
    assert.match(output, /Train: generation [0-9a-f]{12} of features [0-9a-f]{12}\. Nothing serves yet\./);
    assert.match(
      output,
      /This run will upload 0\.\d MB, build 2 data sources, train 1 model, make 1 evaluation, predict 1\d\d held-out rows and mount 1 endpoint\./,
    );
    assert.ok(!existsSync(join(clone.data, "access.log")));
    await clone.up();
    rowsOfA = clone.readRows();
    await remember("A");
  });

  it("names rows added, removed and relabelled in the first lines of a preview, without a call that changes anything", async () => {
    clone.mutations();
    const [header, ...rows] = clone.readRows();
    const relabelled = rows[3].replace(/,.*/, rows[3].endsWith("UMR") ? ",AETNA PPO" : ",UMR");
    clone.writeRows([header, ...rows.slice(0, 3), relabelled, ...rows.slice(6), "W185101380,AETNA PPO"]);
    const output = await clone.succeed("preview");
    const first = output.split("\n").slice(0, 12).join("\n");
    assert.match(
      first,
      /Retrain: features changed since \d+ \w{3} \d{4}, now [0-9a-f]{12}; generation [0-9a-f]{12} -> [0-9a-f]{12}\./,
    );
    assert.match(first, /rows +500 -> 499 +1 added, 2 removed, 1 relabelled/);
    assert.match(first, /Serving now: [0-9a-f]{12} \(.*\), macro F1 [01]\.\d{3}\./);
    assert.ok(!rows.some((row) => output.includes(row.slice(0, row.indexOf(",")))), "a number is shown");
    assert.deepEqual(clone.mutations(), []);
    const comment = (await clone.run("npm", ["run", "-s", "comment"])).output;
    assert.match(comment, /^### ml-learn, stack dev: a run would train generation [0-9a-f]{12}\n\n```text\nRetrain: /);
    assert.match(
      comment,
      /1 added, 2 removed, 1 relabelled[^]*npm run approve[^]*<summary>What serves now<\/summary>[^]*macro F1/,
    );
    assert.ok(plan().words.some((line) => line.includes("1 added, 2 removed, 1 relabelled")));
  });

  it("keeps the old generation and its endpoint while the new one serves", async () => {
    await clone.up();
    assert.deepEqual(creates(), { ...TRAIN, CreateDataSourceFromS3: 2, PutObject: 2 + 5 });
    await remember("B");
    rowsOfB = clone.readRows();
    assert.notEqual(seen.B.serving, seen.A.serving);
    assert.equal(await ask(seen.A.modelId), seen.A.answer);
    const output = await clone.up();
    assert.match(output, /Features unchanged \([0-9a-f]{12}\): nothing to train\./);
    assert.match(output, nothingChanged);
  });

  it("returns to what it was, without training, and with the same answers", async () => {
    clone.mutations();
    clone.writeRows(rowsOfA);
    const output = await clone.up();
    const short = seen.A.serving.slice(0, 12);
    assert.match(output, new RegExp(`Generation ${short} is kept: it serves again, and nothing is trained`));
    assert.deepEqual(creates(), {});
    assert.equal((await clone.outputs()).AWS_ML_MODEL_ID, seen.A.modelId);
    assert.equal(await ask(), seen.A.answer);
    clone.writeRows(rowsOfB);
    const loaded = await clone.run("npm", ["run", "-s", "ml:load"]);
    assert.match(loaded.output, /A model that was kept serves again: nothing was trained\./);
    assert.deepEqual(creates(), {});
    assert.equal((await clone.outputs()).serving, seen.B.serving);
  });

  it("names the split, the recipe and a parameter as what changed, and builds only what they need", async () => {
    await clone.set({ trainingPercent: 80 });
    assert.match(
      await clone.succeed("preview"),
      /Retrain: features unchanged \([0-9a-f]{12}\), but the split changed[^]*split +stable, 70 % \(seed ml-learn\) -> stable, 80 %/,
    );
    const before = await clone.stateRows();
    await clone.up();
    assert.deepEqual(creates(), { CreateDataSourceFromS3: 2, ...TRAIN, PutObject: 2 + 5 });
    const after = await clone.stateRows();
    for (const [urn, row] of Object.entries(before))
      if (urn in after && /-[0-9a-f]{12}$/.test(urn)) assert.deepEqual(after[urn], row, urn);
    await remember("C");

    await clone.set({ maxPasses: 5 });
    assert.match(await clone.succeed("preview"), /the training parameter changed[^]*parameter +sgd\.maxPasses 20 -> 5/);
    await clone.set({
      recipe: JSON.stringify({ groups: {}, assignments: {}, outputs: ["ALL_INPUTS"] }),
      maxPasses: 20,
    });
    assert.match(await clone.succeed("preview"), /but the recipe changed[^]*recipe +another one/);
    await clone.succeed("config", "rm", "ml-learn:recipe");
    await clone.set({ timeoutMinutes: 120 });
    assert.match(await clone.succeed("preview"), /Features unchanged \([0-9a-f]{12}\): nothing to train\./);
    assert.deepEqual(clone.mutations(), []);
  });

  it("serves a kept generation that is pinned, whatever the data are, and trains nothing", async () => {
    clone.mutations();
    clone.relabel(20);
    await clone.set({ serve: "1234567" });
    const { status, output } = await clone.pulumi("preview");
    assert.notEqual(status, 0);
    const kept = new RegExp(`got '1234567'[^]*Kept are:[^]*${seen.C.serving.slice(0, 12)}, trained \\d{4}-`);
    assert.match(output, kept);
    await clone.set({ serve: seen.A.serving.slice(0, 9) });
    assert.match(
      await clone.succeed("preview"),
      new RegExp(
        `Pinned to ${seen.A.serving.slice(0, 12)} \\(ml-learn:serve\\): nothing is trained\\. The data at hand would make [0-9a-f]{12}: it waits`,
      ),
    );
    await clone.up();
    assert.ok(!("CreateMLModel" in creates()));
    assert.equal((await clone.outputs()).serving, seen.A.serving);
    assert.equal(await ask(), seen.A.answer);
    await clone.succeed("config", "rm", "ml-learn:serve");
    clone.writeRows(rowsOfB);
    await clone.up();
    assert.equal((await clone.outputs()).serving, seen.C.serving);
    assert.equal(await ask(), seen.C.answer);
  });

  it("stops before the first call what nobody approved, and takes what npm run approve did", async () => {
    clone.mutations();
    clone.relabel(30);
    await clone.set({ approval: "required", approved: seen.A.serving });
    const preview = await clone.succeed("preview");
    assert.match(preview, /Retrain: [^]*This run will upload/);
    const refused = await clone.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(refused.status, 0);
    const own = plan().generation as string;
    for (const text of ["nobody approved", own, seen.A.serving, "npm run approve"])
      assert.ok(refused.output.includes(text), text);
    assert.deepEqual(clone.mutations(), []);

    // What an up refused is not what a preview showed.
    assert.match(
      (await clone.run("npm", ["run", "-s", "approve"])).output,
      /got that of an up of dev\. Run `npx pulumi preview`/,
    );
    await clone.succeed("preview");
    const approved = await clone.run("npm", ["run", "-s", "approve"]);
    assert.equal(approved.status, 0, approved.output);
    const [, line] = /^ {2}(ml-learn:approved: .*)$/m.exec(approved.output)!;
    assert.ok(line.startsWith(`ml-learn:approved: ${own} by `));
    assert.ok(readFileSync(join(clone.folder, "Pulumi.dev.yaml"), "utf8").includes(line.slice(0, 100)));
    // A row changes between approval and run.
    clone.relabel(31);
    const changed = await clone.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(changed.status, 0);
    assert.ok(changed.output.includes(own) && changed.output.includes(plan().generation));
    assert.deepEqual(clone.mutations(), []);
    clone.relabel(30);
    await clone.up();
    assert.equal((await clone.outputs()).serving, own);
    const model = Object.values(await clone.stateRows()).find((row) => row.generation === own && "approvedBy" in row);
    assert.match(String(model!.approvedBy), new RegExp(`^${own.slice(0, 12)} by .+, \\d{4}-\\d\\d-\\d\\dT`));
    await clone.set({ approval: "none" });
    assert.match(await clone.up(), /nothing to train/);
  });

  it("stops in the preview when too many rows are gone, and warns of less", async () => {
    const rows = clone.readRows();
    clone.writeRows(rows.slice(0, 400));
    assert.match(await clone.succeed("preview"), /warning: Rows are down by 2\d\.\d % since what serves: \d+ -> 399/);
    await clone.set({ maximumRowDrop: "0.1" });
    const { status, output } = await clone.pulumi("preview");
    assert.notEqual(status, 0);
    assert.match(output, /Nothing was made[^]*Rows are down by 2\d\.\d % .* \(ml-learn:maximumRowDrop\)/);
    await clone.succeed("config", "rm", "ml-learn:maximumRowDrop");
    clone.writeRows(rows);
  });

  it("does not switch to a model that is not good enough, does not train it again, and takes it when told", async () => {
    clone.mutations();
    const before = (await clone.outputs()).serving;
    clone.relabel(60);
    await clone.set({ minimumF1: "0.999" });
    const refused = await clone.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(refused.status, 0);
    assert.match(
      refused.output,
      /is refused: its macro F1 is 0\.\d{3}: expected at least 0\.999 \(ml-learn:minimumF1\)\. [0-9a-f]{12} serves on/,
    );
    assert.deepEqual(creates(), { ...JUDGE, CreateDataSourceFromS3: 2, PutObject: 2 + 5 });
    assert.equal((await clone.outputs()).serving, before);
    assert.doesNotMatch(refused.output, /^ {2}- AWS_ML_MODEL_ID/m);
    const [, command] = /`npm run report -- ([0-9a-f]{12})` shows what it is like/.exec(refused.output)!;
    assert.equal((await clone.run("npm", ["run", "-s", "report", "--", command])).status, 0);
    assert.match(
      readFileSync(join(clone.folder, "build/report/report.md"), "utf8"),
      /^Refused: its macro F1 is 0\.\d{3}: expected at least 0\.999/m,
    );
    assert.match(await ask(), /1\. /);
    // Its figures are known now: the preview says what they lead to, and nothing is begun.
    for (const again of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { status, output } = await clone.pulumi(...again);
      assert.notEqual(status, 0);
      assert.match(output, /is trained and will be refused: its macro F1 is 0\.\d{3}: .* ml-learn:accept/);
      assert.doesNotMatch(output, /mount 1 endpoint|^ {2}[-~] AWS_ML_MODEL_ID/m);
    }
    assert.deepEqual(creates(), {});
    const own = plan().generation as string;
    await clone.set({ accept: own.slice(0, 12) });
    await clone.up();
    assert.deepEqual(creates(), { CreateRealtimeEndpoint: 1, PutObject: 5 });
    assert.equal((await clone.outputs()).serving, own);
  });

  it("names a refused generation among what is deleted when better data come", async () => {
    clone.relabel(70);
    assert.notEqual((await clone.pulumi("up", "--yes", "--skip-preview")).status, 0);
    const refused = (plan().generation as string).slice(0, 12);
    clone.relabel(71);
    await clone.succeed("config", "rm", "ml-learn:minimumF1");
    assert.match(
      await clone.succeed("preview"),
      new RegExp(`It will delete generations? .*${refused} \\(.*\\): it was refused, or never served`),
    );
    await clone.up();
    assert.ok(!JSON.stringify(await clone.stateRows()).includes(`model-${refused}`));
  });

  it("tells who serves: npm run status, and GET /serving on the local service", async () => {
    const { serving, AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL } = (await clone.outputs()) as Record<string, string>;
    const { status, output } = await clone.run("npm", ["run", "-s", "status"]);
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(`Serving: +${serving.slice(0, 12)}`));
    assert.match(output, /macro F1 [01]\.\d{3}/);
    assert.match(output, /Since: +\d{4}-[^]*local service is up/);
    const [served] = (await (await fetch(`${AWS_ML_PREDICTION_URL}/serving`)).json()) as Record<string, string>[];
    assert.deepEqual(
      [served.modelId, served.url, served.stack, served.generation],
      [AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL, "dev", serving.slice(0, 12)],
    );
  });

  it("refuses another cloud, region or bucket under the stack, and wrong values of all keys at once", async () => {
    await clone.set({ region: "eu-west-1", bucket: "another-one" });
    const { output } = await clone.pulumi("preview");
    assert.match(output, /is fixed for a stack: expected 'us-east-1', got 'eu-west-1'/);
    assert.match(output, /is fixed for a stack: expected 'ml-learn-[0-9a-f]{8}', got 'another-one'/);
    await clone.set({ keep: 0, endpoints: 0, approval: "perhaps", serve: "short", minimumF1: "2", goneClasses: "no" });
    const wrong = await clone.pulumi("preview");
    assert.notEqual(wrong.status, 0);
    for (const key of ["keep", "endpoints", "approval", "serve", "minimumF1", "goneClasses"])
      assert.match(wrong.output, new RegExp(`ml-learn:${key}: expected .*, got`));
  });
});
