import assert from "node:assert/strict";
import type { Manifest } from "../../features/manifest";
import type { RowChanges } from "../../features/row-changes";
import { approvalRecord, approver } from "../../plan/approval";
import type { Digests } from "../../plan/digests";
import type { Learning } from "../../plan/engines/engine";
import { engineOf } from "../../plan/engines/engines";
import type { Ledger } from "../../plan/ledger";
import { planRun } from "../../plan/plan-run";
import { planFile, type Drift, type RunPlan } from "../../plan/run-plan";
import { keptSummary } from "../../plan/summary";
import { planWords } from "../../plan/words";
import type { Settings } from "../../settings/read-settings";
import { digestOf, featuresOf, ledgerOf, parameters, past, schemaOf, split } from "./ledger";

const a = past("a1b2c3d4e5f6", 12);
const data =
  "Data: dump.csv changed 3 hours ago; 1,000 rows, 2 classes of policy, 2 columns. About 30 % of the rows are held out, drawn anew by Amazon ML when rows change.";
const serving = "Serving now: a1b2c3d4e5f6 (12 Nov 2026), macro F1 0.671.";
const sameFeatures = digestOf("fa1b2c3"); // As `ledgerOf` calls those of `a`.

interface Run {
  ledger?: Ledger;
  features?: Partial<Manifest>;
  own?: string;
  which?: RowChanges | string;
  drift?: Drift;
  definition?: string;
  splitIdentity?: string;
  settings?: Partial<Settings & Learning>;
}

function plan({ ledger = ledgerOf([a], "a1b2c3d4e5f6"), ...run }: Run = {}): Promise<RunPlan> {
  const features = featuresOf(run.features);
  const digests: Digests = {
    upload: features.digest,
    dataset: digestOf(run.own ?? "da9"),
    generation: digestOf(run.own ?? "9d8c7b6a5f4e"),
    splitIdentity: run.splitIdentity ?? split(70),
    modelType: "MULTICLASS",
  };
  const settings = {
    ...{
      keep: 3,
      endpoints: 2,
      serve: "",
      held: [],
      approval: "none",
      approved: "",
      recipe: "",
      parameters,
      defaults: [],
    },
    ...{ trainingPercent: 70, holdOut: { strategy: "random" } },
    gate: {},
    accept: "",
    limits: { goneClasses: "warn" },
    ...run.settings,
  } as Settings & Learning;
  return planRun({
    ...{ engine: engineOf({}), ledger, features, digests, settings },
    bucket: "bucket",
    definition: { name: run.definition ?? "insurance-number", label: { name: "policy", type: "CATEGORICAL" } },
    extract: "dump.csv changed 3 hours ago",
    compareRows: async () => run.which ?? { added: 0, removed: 0, relabelled: 0 },
    driftOf: async () => run.drift,
  });
}

const words = async (run: Run = {}) => planWords(await plan(run));
const retrain =
  "Retrain: features changed since 12 Nov 2026, now fee100000000; generation a1b2c3d4e5f6 -> 9d8c7b6a5f4e.";
const whole =
  "This run will upload 1.4 MB, build 2 data sources, train 1 model, make 1 evaluation and mount 1 endpoint.";

describe("a plan's words", () => {
  it("for a first run", async () => {
    assert.deepEqual(await words({ ledger: ledgerOf([]) }), [
      "Train: generation 9d8c7b6a5f4e of features fee100000000. Nothing serves yet.",
      whole,
      data,
    ]);
  });

  it("for nothing at all, and for a setting that costs nothing", async () => {
    const unchanged = ["Features unchanged (fa1b2c300000): nothing to train.", serving, data];
    const same = { own: "a1b2c3d4e5f6", features: { digest: sameFeatures } };
    assert.deepEqual(await words(same), unchanged);
    assert.deepEqual(await words({ ...same, settings: { timeoutMinutes: 5, keep: 9, endpoints: 7 } }), unchanged);
  });

  it("for rows added, removed and relabelled", async () => {
    const run = {
      features: { rows: 1607, classes: { AETNA: 960, UMR: 647 } },
      which: { added: 700, removed: 93, relabelled: 12 },
    };
    assert.deepEqual(await words(run), [
      retrain,
      "  rows       1,000 -> 1,607   700 added, 93 removed, 12 relabelled",
      "  policy     2",
      whole,
      serving,
      data.replace("1,000", "1,607"),
    ]);
  });

  it("for one row relabelled, and for row ids alone", async () => {
    const [, rows] = await words({ which: { added: 0, removed: 0, relabelled: 1 } });
    assert.equal(rows, "  rows       1,000   1 relabelled");
    assert.equal((await words())[1], "  rows       1,000   only row ids changed");
  });

  it("for rows that can't be compared", async () => {
    const [, rows, why] = await words({
      which: "which rows can't be told: the features that serve can't be read (NoSuchKey)",
    });
    assert.deepEqual(
      [rows, why.trim()],
      ["  rows       1,000", "which rows can't be told: the features that serve can't be read (NoSuchKey)"],
    );
  });

  it("for a class that is new, and one that is gone", async () => {
    const run = {
      features: { classes: { AETNA: 600, "UMR GOLD": 300, CIGNA: 100 } },
      which: { added: 400, removed: 400, relabelled: 0 },
    };
    assert.equal((await words(run))[2], "  policy     2 -> 3   new: UMR GOLD, CIGNA   gone: UMR");
  });

  it("for columns that are new, gone, of another type or in another order", async () => {
    const columns = async (...list: Parameters<typeof schemaOf>) =>
      (await words({ features: { schema: schemaOf(...list) } }))[4];
    const policy: [string, string] = ["policy", "CATEGORICAL"];
    assert.equal(
      await columns(policy, ["digit_1", "NUMERIC"], ["digit_2", "NUMERIC"]),
      "  columns    2 -> 3   new: digit_1, digit_2   gone: length",
    );
    assert.equal(await columns(policy, ["length", "CATEGORICAL"]), "  columns    2   of another type: length");
    assert.equal(await columns(["length", "NUMERIC"], policy), "  columns    2   in another order");
  });

  it("for another type of a column on the same cells", async () => {
    const features = { digest: sameFeatures, schema: schemaOf(["policy", "CATEGORICAL"], ["length", "CATEGORICAL"]) };
    assert.match(
      (await words({ features }))[0],
      /features unchanged \(fa1b2c300000\), but the columns changed since 12 Nov 2026/,
    );
  });

  it("for the definition", async () => {
    assert.ok((await words({ definition: "satellite" })).includes("  definition insurance-number -> satellite"));
    const lines = await words({ which: { added: 1000, removed: 1000, relabelled: 0 } });
    assert.ok(lines.includes("  definition hardly a row has the same features: a computed column seems to be another"));
  });

  it("for rows that only grew: that is no other definition", async () => {
    const lines = await words({ features: { rows: 3000 }, which: { added: 2000, removed: 0, relabelled: 0 } });
    assert.ok(!lines.some((line) => line.includes("definition")), lines.join("\n"));
  });

  it("for what serves when it lost a part", async () => {
    const hurt = past("a1b2c3d4e5f6", 12, { quality: undefined });
    const run = { ledger: ledgerOf([hurt], "a1b2c3d4e5f6"), own: "a1b2c3d4e5f6", features: { digest: sameFeatures } };
    const lines = await words(run);
    assert.equal(lines[0], "Repair: what serves is no longer whole, and what it lacks is made again.");
    assert.ok(!lines.some((line) => line.includes("An earlier run")));
    const file = JSON.parse(planFile(await plan(run), [], { stack: "dev", isPreview: true, place: {} })) as {
      retrains: boolean;
    };
    assert.equal(file.retrains, false);
  });

  it("for a lost output `serving`: what was switched to last is compared, and keeps its guards", async () => {
    const ledger = { ...ledgerOf([past("bbbbbbb", 20), a]), servedSince: { [a.digest]: "2026-11-22" } };
    const run = {
      ledger,
      features: { rows: 100, classes: { AETNA: 100 } },
      settings: { limits: { maximumRowDrop: 0.1, goneClasses: "stop" as const } },
    };
    const lines = await words(run);
    assert.match(lines[0], /Retrain: features changed since 12 Nov 2026/);
    assert.ok(
      lines.includes(
        "It is not known which generation serves (the output 'serving' is lost): no endpoint is taken down. Last was a1b2c3d4e5f6 (12 Nov 2026), macro F1 0.671.",
      ),
    );
    assert.equal((await plan(run)).stops.length, 2);
  });

  it("for what is left of things whose model is gone, or never was", async () => {
    const ledger = { ...ledgerOf([a], "a1b2c3d4e5f6"), remains: [digestOf("dead123")] };
    ledger.datasets.set(digestOf("d0d0d0d"), { ...ledger.datasets.get(a.dataset)!, digest: digestOf("d0d0d0d") });
    assert.ok(
      (await words({ ledger })).includes(
        "It will delete what is left of generation dead12300000, whose model is gone and data set d0d0d0d00000, of which no model was made.",
      ),
    );
  });

  it("for the recipe, a training parameter and the split", async () => {
    const same = { features: { digest: sameFeatures } };
    const shared = (headline: string, line: string) => [
      `Retrain: features unchanged (fa1b2c300000), but ${headline} changed since 12 Nov 2026; generation a1b2c3d4e5f6 -> 9d8c7b6a5f4e.`,
      line,
    ];
    assert.deepEqual(
      (await words({ ...same, settings: { recipe: "{}" } })).slice(0, 2),
      shared("the recipe", "  recipe     another one"),
    );
    assert.deepEqual(
      (await words({ ...same, settings: { parameters: { "sgd.maxPasses": "5" } } })).slice(0, 2),
      shared("the training parameter", "  parameter  sgd.maxPasses 20 -> 5"),
    );
    const byDefault = { parameters: { "sgd.maxPasses": "60" }, defaults: ["sgd.maxPasses"] };
    assert.deepEqual(
      (await words({ ...same, settings: byDefault })).slice(0, 2),
      shared("the default training parameter", "  parameter  default sgd.maxPasses 20 -> 60"),
    );
    assert.deepEqual(
      (await words({ ...same, splitIdentity: split(80, "t") })).slice(0, 2),
      shared("the split", "  split      random, 70 % (seed s) -> random, 80 % (seed t)"),
    );
    const stable = JSON.stringify({ strategy: "stable", trainingPercent: 70, seed: "s" });
    assert.equal(
      (await words({ ...same, splitIdentity: stable }))[1],
      "  split      random, 70 % (seed s) -> stable, 70 % (seed s)",
    );
  });

  it("for what is shared with an earlier generation: only what is lacking costs something", async () => {
    const ledger = ledgerOf([a], "a1b2c3d4e5f6");
    ledger.datasets.set(digestOf("da9"), { ...ledger.datasets.get(a.dataset)!, digest: digestOf("da9") });
    ledger.uploads.set(digestOf("fee1"), { ...[...ledger.uploads.values()][0], features: digestOf("fee1") });
    const run = { ledger, settings: { recipe: "{}" } };
    assert.ok((await words(run)).includes("This run will train 1 model, make 1 evaluation and mount 1 endpoint."));
  });

  it("for how long its jobs take, by what serves, where that is known", async () => {
    const known = past("a1b2c3d4e5f6", 12, { computeMs: { dataSources: 1000, model: 5000, evaluation: 600 } });
    assert.ok(
      (await words({ ledger: ledgerOf([known], "a1b2c3d4e5f6") })).some((line) =>
        /^This run will .* and mount 1 endpoint\. Its jobs should take about \d+ s, as the last ones did\.$/.test(line),
      ),
    );
  });

  it("for held-out rows that the report wants predicted: of a new model, and of one that has none yet", async () => {
    const settings = { report: true };
    assert.ok(
      (await words({ settings })).includes(
        "This run will upload 1.4 MB, build 2 data sources, train 1 model, make 1 evaluation, predict about 300 held-out rows and mount 1 endpoint.",
      ),
    );
    const old = past("a1b2c3d4e5f6", 12, { isPredicted: false });
    const same = { own: "a1b2c3d4e5f6", features: { digest: sameFeatures }, settings };
    const later = await words({ ...same, ledger: ledgerOf([old], "a1b2c3d4e5f6") });
    assert.deepEqual(later.slice(0, 2), [
      "Features unchanged (fa1b2c300000): nothing to train.",
      "This run will predict about 300 held-out rows.",
    ]);
    const facts = { rows: 1, sizeInBytes: 1, sha256: "" };
    const stable = {
      holdOut: { strategy: "stable", trainingPercent: 70, seed: "s" } as const,
      files: { "training.csv": { ...facts, rows: 702 }, "evaluation.csv": { ...facts, rows: 298 } },
    };
    const exact = await words({ settings: { ...settings, holdOut: stable.holdOut }, features: stable });
    assert.ok(exact.some((line) => line.includes("predict 298 held-out rows")));
    assert.ok(!(await words({ ...same, settings: { report: false } })).some((line) => line.includes("predict")));
  });

  it("for rows that change sides and keep their features", async () => {
    const moved = await words({ features: { digest: sameFeatures } });
    assert.equal(
      moved[0],
      "Retrain: features unchanged (fa1b2c300000), but which rows are held out changed since 12 Nov 2026; generation a1b2c3d4e5f6 -> 9d8c7b6a5f4e.",
    );
  });

  it("for a generation that is kept and serves again", async () => {
    const b = past("bbbbbbb", 20, { endpoint: undefined });
    const lines = await words({ ledger: ledgerOf([b, a], "a1b2c3d4e5f6"), own: "bbbbbbb" });
    assert.deepEqual(lines.slice(0, 2), [
      "Generation bbbbbbb00000 is kept: it serves again, and nothing is trained.",
      "This run will mount 1 endpoint.",
    ]);
  });

  it("for what an earlier run left half made, or did not switch to", async () => {
    const own = { isReleased: false, endpoint: undefined };
    const half = past("9d8c7b6a5f4e", 20, { ...own, isTrained: false, quality: undefined });
    assert.equal(
      (await words({ ledger: ledgerOf([half, a], "a1b2c3d4e5f6") }))[1],
      "An earlier run began this generation and did not end it: it lacks its model.",
    );
    const refused = past("9d8c7b6a5f4e", 20, own);
    const lines = await words({ ledger: ledgerOf([refused, a], "a1b2c3d4e5f6") });
    assert.equal(
      lines[1],
      "An earlier run made this generation and did not switch to it: it is judged again, and not trained.",
    );
  });

  it("for a pin: what waits, and what it would be", async () => {
    const b = past("bbbbbbb", 2);
    const run = {
      ledger: ledgerOf([a, b], "a1b2c3d4e5f6"),
      settings: { serve: "bbbbbbb" },
      which: { added: 5, removed: 0, relabelled: 0 },
    };
    assert.deepEqual((await words(run)).slice(0, 2), [
      "Pinned to bbbbbbb00000 (ml-learn:serve): nothing is trained. The data at hand would make 9d8c7b6a5f4e: it waits.",
      "  rows       1,000   5 added",
    ]);
  });

  it("for what goes: endpoints, old generations, refused and half-made ones", async () => {
    const generations = [
      past("f", 20, { isTrained: false, quality: undefined, isReleased: false, endpoint: undefined }),
      past("e", 19, { isReleased: false, endpoint: undefined }),
      a,
      past("c", 3),
      past("b", 2, { endpoint: undefined }),
    ];
    const lines = await words({ ledger: ledgerOf(generations, "a1b2c3d4e5f6") });
    assert.ok(lines.includes("It will take down the endpoint of c00000000000."));
    assert.ok(
      lines.includes(
        "It will delete generations f00000000000 (20 Nov 2026): half made: it lacks its model; e00000000000 (19 Nov 2026): it was refused, or never served; b00000000000 (2 Nov 2026).",
      ),
    );
  });

  it("are in plan.json too, with the facts", async () => {
    const run = await plan({ which: { added: 7, removed: 0, relabelled: 0 } });
    const file = JSON.parse(planFile(run, planWords(run), { stack: "dev", isPreview: true, place: {} })) as Record<
      string,
      object
    > & { changes: { which: { added: number } }; work: { steps: { noun: string; count: number }[] } };
    assert.deepEqual([file.stack, file.isPreview, file.generation], ["dev", true, digestOf("9d8c7b6a5f4e")]);
    assert.deepEqual([file.retrains, file.changes.which.added, file.work.steps[2].count], [true, 7, 1]);
    assert.deepEqual(file.serving, {
      generation: a.digest,
      created: a.created,
      metric: "MulticlassAvgFScore",
      value: 0.671,
    });
    assert.deepEqual(file.words, planWords(run));
  });
});

describe("the summary of what is kept", () => {
  it("names each generation with its day, quality and role, the newest first", async () => {
    const b = past("b", 2, { endpoint: undefined, quality: { metric: "BinaryAUC", value: 0.9 } });
    const run = await plan({ ledger: ledgerOf([a, b], "a1b2c3d4e5f6") });
    const facts = { trained: "2026-11-24T09:00:00.000Z", metric: "MulticlassAvgFScore", metricValue: 0.7 };
    assert.deepEqual(keptSummary(run, facts), [
      "9d8c7b6a5f4e (24 Nov 2026): macro F1 0.700, serves",
      "a1b2c3d4e5f6 (12 Nov 2026): macro F1 0.671, answers too",
      "b00000000000 (2 Nov 2026): AUC 0.900, kept",
    ]);
  });
});

describe("comparison with what serves", () => {
  const limits = { goneClasses: "warn" as const };
  const odd = async (features: Partial<Manifest>, changes = {}) => {
    const { warnings, stops } = await plan({ features, settings: { limits: { ...limits, ...changes } } });
    return { warnings, stops };
  };

  it("has nothing to say of small changes", async () => {
    assert.deepEqual(await odd({ rows: 950, classes: { AETNA: 560, UMR: 390 } }), { warnings: [], stops: [] });
  });

  it("warns of rows that are gone, and stops where a setting says so", async () => {
    const features = { rows: 800, classes: { AETNA: 480, UMR: 320 } };
    const text = "Rows are down by 20.0 % since what serves: 1,000 -> 800";
    assert.deepEqual(await odd(features), { warnings: [text], stops: [] });
    assert.deepEqual(await odd(features, { maximumRowDrop: 0.3 }), { warnings: [text], stops: [] });
    assert.deepEqual(await odd(features, { maximumRowDrop: 0.1 }), {
      warnings: [],
      stops: [`${text} (ml-learn:maximumRowDrop)`],
    });
  });

  it("warns of a class that is gone, and of shares that moved", async () => {
    const gone = await odd({ classes: { AETNA: 600, CIGNA: 400 } });
    assert.deepEqual(gone.warnings, ["A class that serves has no rows any more: UMR"]);
    assert.deepEqual((await odd({ classes: { AETNA: 600, CIGNA: 400 } }, { goneClasses: "stop" })).stops, [
      "A class that serves has no rows any more: UMR (ml-learn:goneClasses)",
    ]);
    const moved = { classes: { AETNA: 700, UMR: 300 } };
    const text = "Shares of classes moved: AETNA 60.0 % -> 70.0 %, UMR 40.0 % -> 30.0 %";
    assert.deepEqual((await odd(moved)).warnings, [text]);
    assert.deepEqual((await odd(moved, { maximumShareMove: 0.02 })).stops, [`${text} (ml-learn:maximumShareMove)`]);
  });

  it("stops nothing under a pin", async () => {
    const settings = { serve: "a1b2c3d", limits: { ...limits, maximumRowDrop: 0.1 } };
    assert.deepEqual((await plan({ features: { rows: 1 }, settings })).stops, []);
  });
});

describe("a stack", () => {
  it("stays where it is", async () => {
    const place = { cloud: "local", region: "us-east-1", bucket: "bucket" };
    const ledger = { ...ledgerOf([a], "a1b2c3d4e5f6"), place };
    const settings = { cloud: "aws", region: "eu-west-1" } as const;
    await assert.rejects(
      plan({ ledger, settings }),
      /ml-learn:cloud is fixed for a stack: expected 'local', got 'aws'\nml-learn:region is fixed .* got 'eu-west-1'\nMake another stack/,
    );
    assert.ok(await plan({ ledger, settings: { cloud: "local", region: "us-east-1" } }));
  });
});

describe("approval", () => {
  const required = { approval: "required" as const };
  const own = digestOf("9d8c7b6a5f4e");

  it("is wanted for what would be trained, by its whole digest", async () => {
    assert.equal((await plan()).unapproved, undefined);
    const { unapproved } = await plan({ settings: { ...required, approved: a.digest } });
    assert.ok(unapproved!.includes(own) && unapproved!.includes(a.digest));
    assert.match((await plan({ settings: required })).unapproved!, /nothing\.\n.*npm run approve/);
    assert.ok((await plan({ settings: { ...required, approved: own.slice(0, 12) } })).unapproved);
    assert.equal((await plan({ settings: { ...required, approved: own } })).unapproved, undefined);
  });

  it("is recorded with who gave it and when, if the record is of this one", async () => {
    const now = new Date("2026-11-24T12:00:00Z");
    const record = approvalRecord(own, "Ada <ada@example.com>", now);
    assert.equal(record, `${own} by Ada <ada@example.com>, 2026-11-24T12:00:00.000Z`);
    assert.equal((await plan({ settings: { ...required, approved: record } })).unapproved, undefined);
    const short = "9d8c7b6a5f4e by Ada <ada@example.com>, 2026-11-24T12:00:00.000Z";
    assert.equal(approver(own, { ...required, approved: record }), short);
    assert.match(approver(own, { ...required, approved: own }), /^by hand/);
    assert.equal(approver(own, { ...required, approved: approvalRecord(a.digest, "Ada", now) }), "");
    assert.equal(approver(own, { approval: "none", approved: record }), "");
  });

  it("is not wanted for what the state has, in whole or in part, nor under a pin", async () => {
    assert.equal((await plan({ own: "a1b2c3d4e5f6", settings: required })).unapproved, undefined);
    const half = past("9d8c7b6a5f4e", 20, { isTrained: false, isReleased: false, endpoint: undefined });
    const ledger = ledgerOf([half, a], "a1b2c3d4e5f6");
    assert.equal((await plan({ ledger, settings: required })).unapproved, undefined);
    assert.equal((await plan({ settings: { ...required, serve: "a1b2c3d" } })).unapproved, undefined);
  });
});
