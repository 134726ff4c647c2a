import * as pulumi from "@pulumi/pulumi";
import type { StateRows } from "./state";

/**
 * The stack's own resources and outputs, as they stand before this run. By the engine's invokes:
 * a StackReference on oneself would show as a change in every refresh.
 * @throws Error when the engine does not answer as expected; "no past" is never guessed
 */
export async function readState(): Promise<{ rows: StateRows; outputs: Record<string, unknown> }> {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const rows = await ask("pulumi:pulumi:readStackResourceOutputs", { stackName: stack });
  const outputs = await ask("pulumi:pulumi:readStackOutputs", { name: stack });
  for (const [urn, row] of Object.entries(rows)) {
    const { type, outputs } = (row ?? {}) as { type?: unknown; outputs?: unknown };
    if (typeof type !== "string" || typeof outputs !== "object" || outputs === null)
      throw new Error(
        `Expected type and outputs of ${urn} in the state of ${stack}, got ${typeof type} and ${typeof outputs}.`,
      );
  }
  return { rows: rows as StateRows, outputs };
}

// ---

async function ask(token: string, args: Record<string, string>): Promise<Record<string, unknown>> {
  const { outputs } = (await pulumi.runtime.invoke(token, args)) as { outputs?: unknown };
  if (typeof outputs !== "object" || outputs === null)
    throw new Error(`Expected the outputs of ${Object.values(args)[0]} from ${token}, got ${typeof outputs}.`);
  return outputs as Record<string, unknown>;
}
