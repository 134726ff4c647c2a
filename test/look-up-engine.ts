import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { Engine } from "../plan/engines/engine";
import { engines } from "../plan/engines/engines";
import { generationOf } from "../plan/ledger";
import { unmarkKeys } from "../plan/marked-keys";
import { rowsOf } from "../plan/state";
import { dynamicResource } from "../resources/dynamic/dynamic-resource";
import type { CommonInputs } from "../resources/dynamic/lifecycle";
import type {
  DatasetArgs,
  DeclaredDataset,
  EngineResources,
  ProveArgs,
  TrainArgs,
} from "../resources/engine-resources";
import { choice } from "../settings/kinds";
import { engineResources } from "../resources/engines";

/** An engine that looks rows up in a table in place of learning: to see that all there is of an engine is its two halves. */
const NAME = "look-up";

const schemas = {
  LookUpTable: v.object({
    ...{
      generation: v.string(),
      dataset: v.string(),
      upload: v.string(),
      schema: v.string(),
      splitIdentity: v.string(),
    },
    ...{ modelId: v.string(), definition: v.string(), approvedBy: v.string(), created: v.string() },
    ...{
      examples: v.array(v.record(v.string(), v.string())),
      recipe: v.string(),
      metric: v.string(),
      value: v.number(),
    },
    modelType: v.picklist(["MULTICLASS", "BINARY", "REGRESSION"]),
    parameters: v.record(v.string(), v.string()),
  }),
  LookUpDoor: v.object({ generation: v.string(), url: v.string() }),
};

const engine: Engine = {
  name: NAME,
  regions: ["mars-1"],
  splits: ["stable"],
  settings: { wood: choice(["oak", "pine"], "oak", "Of what the table is") },
  learning: (values) => ({ recipe: "", parameters: { wood: (values as { wood: string }).wood }, defaults: [] }),
  layout: { header: (names) => names.join(";"), writer: () => ({ line: (cells) => cells.join(";") }) },
  splitIdentity: (holdOut) => JSON.stringify(holdOut),
  kinds: { dataset: [], generation: ["LookUpTable"] },
  read(rows) {
    const [door] = rowsOf(rows, "LookUpDoor", schemas);
    const tables = rowsOf(rows, "LookUpTable", schemas);
    return {
      datasets: tables.map(({ dataset: digest, upload, schema, splitIdentity }) => ({
        ...{ digest, upload, schema, splitIdentity, parts: {} },
      })),
      generations: tables.map(({ generation: digest, metric, value, examples, ...table }) => ({
        ...{ ...table, digest, examples: examples.map(unmarkKeys), quality: { metric, value } },
        ...{ isTrained: true, isPredicted: false },
        ...(door?.generation === digest && { endpoint: { url: door.url, mounted: table.created } }),
      })),
      left: [],
    };
  },
  whatIsMissing: (_, dataset, areFeaturesThere) => (dataset && areFeaturesThere ? undefined : "its features"),
  steps: ({ ledger, decision, generation }) =>
    decision.isNew && !generationOf(ledger, generation)
      ? [{ verb: "fill", noun: "table", count: 1, isTraining: true, charge: { rate: "tables", quantity: 1 } }]
      : [],
  rates: { tables: { price: 5, describe: (tables) => `${tables} table, of oak` } },
  upkeep: { monthly: () => 3, words: "(the door's)" },
  policies: {
    bucket: () => [],
    runner: ({ bucket }) => [{ Sid: "Fill", Effect: "Allow", Action: "lookup:Fill", Resource: bucket }],
    predictor: () => [{ Sid: "LookUp", Effect: "Allow", Action: "lookup:LookUp", Resource: "*" }],
  },
};

// ---

interface TableInputs
  extends CommonInputs, Omit<v.InferOutput<typeof schemas.LookUpTable>, "created" | "metric" | "value"> {
  keys: Record<string, string>;
}

const Table = dynamicResource<TableInputs, { created: string; metric: string; value: number; computeMs: number }>(
  "LookUpTable",
  ["created", "metric", "value", "computeMs"],
);
const Door = dynamicResource<CommonInputs & { modelId: string; generation: string }, { url: string }>("LookUpDoor", [
  "url",
]);

class Rows extends pulumi.ComponentResource implements DeclaredDataset {
  constructor(private readonly args: DatasetArgs) {
    super("test:index:Rows", `rows-${args.digest}`);
  }

  train({ digest, dataset, definition, approvedBy, examples, modelType, recipe, parameters }: TrainArgs, opts: object) {
    const { place, uploadDigest, upload, schema, settings } = this.args;
    return new Table(
      `table-${digest}`,
      {
        ...{ ...place, generation: digest, dataset, upload: uploadDigest, schema, keys: upload.keys },
        ...{ modelId: `table-${digest.slice(0, 7)}`, definition, approvedBy, examples, modelType, recipe, parameters },
        splitIdentity: JSON.stringify(settings.holdOut),
      },
      opts,
    );
  }

  prove({ model }: ProveArgs) {
    const { metric, value } = model as InstanceType<typeof Table>;
    return { metric, value, predictions: {} };
  }
}

const resources: EngineResources = {
  dataset: (args) => new Rows(args),
  serve(_, next, { place }) {
    const { modelId, digest: generation } = next;
    return new Door("door", { ...place, modelId, generation }, { dependsOn: next.released });
  },
  driftOf: () => Promise.resolve(undefined),
  heldOut: { source: () => undefined, read: () => Promise.reject(new Error("nothing was predicted")) },
  servingSince: { read: (_, __, otherwise) => Promise.resolve(otherwise), write: () => Promise.resolve() },
};

/** Puts it into the tables; gives what takes it out again. */
export function addLookUpEngine(): () => void {
  engines[NAME] = engine;
  engineResources[NAME] = resources;
  return () => {
    delete engines[NAME];
    delete engineResources[NAME];
  };
}
