import * as pulumi from "@pulumi/pulumi";
import program from "../index";
import { allSettings } from "../settings/table";
import type { StateRows } from "../plan/state";

export interface Made {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** The configuration as Pulumi.yaml gives it. */
export const defaults = (): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(allSettings()).map(([key, setting]) => [key, String(setting.default)])),
  source: "examples.csv",
});

export interface Ran {
  made: Made[];
  /** What the run leaves. */
  state: { rows: StateRows; outputs: Record<string, unknown> };
  outputs: Record<string, unknown>;
  /** What it told the person who looks. */
  said: string;
}

/** Runs the program with a stand-in for the engine that makes every resource at once. */
export async function run(config: Record<string, string> = {}, options: RunOptions = {}): Promise<Ran> {
  const said: string[] = [];
  // Without an engine, the SDK's log goes to the console.
  const { log, warn, error } = console;
  console.log = console.warn = console.error = (text: string) => said.push(text);
  try {
    return { ...(await runMocked(config, options)), said: said.join("\n") };
  } finally {
    Object.assign(console, { log, warn, error });
  }
}

interface RunOptions {
  /** Keys whose values are secret. */
  secrets?: string[];
  /** What an earlier run left; nothing of a stack that is new. */
  state?: Ran["state"];
}

async function runMocked(
  config: Record<string, string>,
  { secrets = [], state = { rows: {}, outputs: {} } }: RunOptions,
): Promise<Omit<Ran, "said">> {
  const made: Made[] = [];
  const rows: StateRows = {};
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs: given }) {
        const { __provider, ...inputs } = given as Record<string, unknown>;
        made.push({ type: type.replace("pulumi-nodejs:dynamic/ml-learn:", ""), name, inputs });
        const facts = {
          url: type.endsWith(":Report") ? "s3://bucket/reports/generation/" : "http://127.0.0.1:1",
          metric: "MulticlassAvgFScore",
          value: 0.7,
          sizeInBytes: 96,
          ...{ profile: [], servedSince: {}, history: [] },
          created: "2026-11-12T10:00:00.000Z",
          since: "2026-11-12T10:05:00.000Z",
        };
        const outputs = { ...inputs, ...facts };
        rows[`urn:pulumi:test::ml-learn::${type}::${name}`] = { type, outputs };
        return { id: name, state: outputs };
      },
      call: ({ token }) => ({
        outputs: token === "pulumi:pulumi:readStackResourceOutputs" ? state.rows : state.outputs,
      }),
    },
    "ml-learn",
    "test",
    false,
    "organization",
  );
  const full = Object.entries({ ...defaults(), ...config }).map(([key, value]) => [`ml-learn:${key}`, value]);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(full) as Record<string, string>,
    secrets.map((key) => `ml-learn:${key}`),
  );
  const outputs = await program();
  const values = await new Promise<Record<string, unknown>>((resolve) =>
    pulumi.output(outputs).apply(resolve as never),
  );
  return { made, outputs: values, state: { rows, outputs: values } };
}
