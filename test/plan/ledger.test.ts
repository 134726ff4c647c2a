import assert from "node:assert/strict";
import { markKeys } from "../../plan/marked-keys";
import type { AmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { servingGeneration } from "../../plan/ledger";
import { readLedger } from "../../plan/read-ledger";
import type { StateRow, StateRows } from "../../plan/state";

const row = (type: string, outputs: Record<string, unknown>) => ({
  type: `pulumi-nodejs:dynamic/ml-learn:${type}`,
  outputs: { __provider: "…", ...outputs },
});

/** What a state has of one generation, with changes to its rows; undefined takes a row away. */
function rowsOf(
  name: string,
  created: string,
  changes: Record<string, Record<string, unknown> | undefined> = {},
): StateRows {
  const generation = { generation: name };
  const sides = { dataset: `d-${name}`, upload: `u-${name}`, schema: "{}", splitIdentity: "{}", status: "COMPLETED" };
  const model: AmazonMlRow<"MLModel"> = {
    ...generation,
    dataset: `d-${name}`,
    modelId: `ml-${name}`,
    definition: "insurance-number",
    approvedBy: "",
    modelType: "MULTICLASS",
    recipe: "",
    status: "COMPLETED",
    created,
    parameters: {},
    examples: [{ "~toString": "1", length: "2" }],
  };
  const upload: StateRow<"S3Upload"> = {
    ...{ cloud: "local", region: "r", bucket: "b", keys: {}, target: "policy", profile: [] },
    ...{ digest: `u-${name}`, features: `f-${name}`, rows: 10, classes: { A: 10 } },
  };
  const all: Record<string, object> = {
    S3Upload: upload,
    training: { ...sides, side: "training" },
    evaluation: { ...sides, side: "evaluation" },
    MLModel: model,
    Evaluation: { ...generation, status: "COMPLETED", metric: "MulticlassAvgFScore", value: 0.5 },
    QualityGate: generation,
    RealtimeEndpoint: { ...generation, url: "http://127.0.0.1:1", mounted: created },
  };
  // In the order of the changes: the state's may be any.
  const kinds = [...new Set([...Object.keys(changes), ...Object.keys(all)])];
  return Object.fromEntries(
    kinds.flatMap((kind) =>
      kind in changes && changes[kind] === undefined
        ? []
        : [
            [
              `${name}::${kind}`,
              row(kind === "training" || kind === "evaluation" ? "DataSource" : kind, {
                ...all[kind],
                ...changes[kind],
              }),
            ],
          ],
    ),
  );
}

describe("the ledger", () => {
  it("is empty of a new stack", () => {
    const ledger = readLedger({}, {});
    assert.deepEqual(
      [ledger.generations, ledger.uploads.size, ledger.datasets.size, ledger.serving],
      [[], 0, 0, undefined],
    );
  });

  it("is read from the resources, the newest generation first, and what serves from the output", () => {
    const rows = {
      ...rowsOf("a", "2026-11-01"),
      ...rowsOf("b", "2026-11-02"),
      "x::Stack": { type: "pulumi:pulumi:Stack", outputs: {} },
    };
    const ledger = readLedger(rows, { serving: "a" });
    assert.deepEqual(
      ledger.generations.map(({ digest }) => digest),
      ["b", "a"],
    );
    assert.equal(servingGeneration(ledger)!.digest, "a");
    assert.deepEqual(ledger.generations[1].quality, { metric: "MulticlassAvgFScore", value: 0.5 });
    assert.equal(ledger.generations[1].endpoint!.mounted, "2026-11-01");
    for (const { missing } of ledger.generations) assert.equal(missing, undefined);
  });

  it("has names as they are, whatever each object has of that name", () => {
    const [{ examples }] = readLedger(rowsOf("a", "2026-11-01"), {}).generations;
    assert.deepEqual(examples, [{ toString: "1", length: "2" }]);
    assert.deepEqual(examples.map(markKeys), [{ "~toString": "1", length: "2" }]);
  });

  it("knows what a generation lacks", () => {
    const cases: [Parameters<typeof rowsOf>[2], string][] = [
      [{ S3Upload: undefined }, "its features"],
      [{ training: undefined }, "a data source"],
      [{ evaluation: { status: "FAILED" } }, "a data source"],
      [{ MLModel: { status: "FAILED" } }, "its model"],
      [{ Evaluation: undefined }, "its evaluation"],
      [{ Evaluation: { status: "FAILED" } }, "its evaluation"],
    ];
    for (const [changes, missing] of cases) {
      const ledger = readLedger(rowsOf("a", "2026-11-01", changes), {});
      assert.equal(ledger.generations[0].missing, missing);
    }
    const [generation] = readLedger(
      rowsOf("a", "1", { QualityGate: undefined, RealtimeEndpoint: undefined }),
      {},
    ).generations;
    assert.deepEqual([generation.isReleased, generation.endpoint], [false, undefined]);
  });

  it("knows what was predicted of a generation, where its report lies, and how good what served was", () => {
    const served = { generation: "a", since: "2026-11-01", metric: "MulticlassAvgFScore", value: 0.5 };
    const [prediction, report] = [
      { generation: "a", status: "COMPLETED" },
      { generation: "a", prefix: "reports/a/", story: { madeBy: "Ada", words: [] } },
    ];
    const rows = {
      ...rowsOf("a", "2026-11-01", { BatchPrediction: prediction, Report: report }),
      "s::Serving": row("Serving", { servedSince: {}, history: [served] }),
    };
    const { generations, history } = readLedger(rows, {});
    assert.deepEqual([generations[0].isPredicted, generations[0].reportPrefix], [true, "reports/a/"]);
    assert.deepEqual(generations[0].maker, { madeBy: "Ada" });
    assert.deepEqual(history, [served]);
    const failed = rowsOf("a", "1", { BatchPrediction: { ...prediction, status: "FAILED" } });
    const before = readLedger(failed, {});
    assert.deepEqual([before.generations[0].isPredicted, before.generations[0].reportPrefix], [false, undefined]);
    const left = { BatchPrediction: prediction, MLModel: undefined, QualityGate: undefined, Evaluation: undefined };
    assert.deepEqual(readLedger(rowsOf("a", "1", { ...left, RealtimeEndpoint: undefined }), {}).remains, ["a"]);
  });

  it("knows how long the jobs of a generation took, of both data sources, if all of it is known", () => {
    const [training, evaluation] = [{ computeMs: 700 }, { computeMs: 300 }];
    const rest = { MLModel: { computeMs: 5000, sizeInBytes: 96 }, Evaluation: { computeMs: 100 } };
    for (const sides of [
      { training, evaluation },
      { evaluation, training },
    ]) {
      const [generation] = readLedger({ ...rowsOf("a", "1", { ...rest, ...sides }) }, {}).generations;
      assert.deepEqual(generation.computeMs, { dataSources: 1000, model: 5000, evaluation: 100 });
      assert.equal(generation.sizeInBytes, 96);
    }
    const partly = { ...rest, training, evaluation: {} };
    assert.equal(readLedger(rowsOf("a", "1", partly), {}).generations[0].computeMs, undefined);
  });

  it("does not take an unknown for what serves", () => {
    for (const serving of [undefined, "", null, 7, {}])
      assert.equal(servingGeneration(readLedger(rowsOf("a", "1"), { serving })), undefined);
    assert.equal(servingGeneration(readLedger(rowsOf("a", "1"), { serving: "gone" })), undefined);
  });

  it("knows what is left of a generation without its model", () => {
    const rows = {
      ...rowsOf("a", "2026-11-01", { MLModel: undefined }),
      "s::Serving": row("Serving", { servedSince: { a: "2026-11-01" }, history: [] }),
    };
    const { remains, servedSince } = readLedger(rows, {});
    assert.deepEqual([remains, servedSince], [["a"], { a: "2026-11-01" }]);
  });

  it("stops the run when the state holds something else: no past is guessed", () => {
    const message = (changes: Parameters<typeof rowsOf>[2]) => {
      try {
        readLedger(rowsOf("a", "1", changes), {});
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    assert.equal(
      message({ MLModel: { dataset: null } }),
      "Expected MLModel (MLModel) of the stack's state to know its dataset: expected string, got null. `pulumi refresh` may mend it.",
    );
    assert.match(message({ S3Upload: { rows: undefined } }), /know its rows, got none/);
    assert.match(message({ Report: { generation: "a", prefix: "p/" } }), /know its story, got none/);
  });
});
