import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stopLocalAws } from "../../local-aws/process/start";
import { Clone } from "../integration/clone";

/**
 * Records what this version leaves of a stack, for the versions to come: its state, its settings, its rows, and what
 * its local AWS keeps. Run by hand, when there is something new to remember: `npx tsx test/recorded/record.ts NAME`
 */
async function record(name: string): Promise<void> {
  const clone = new Clone();
  try {
    await clone.init(400, ["MEDICARE PART B", "UHC CHOICE PLUS", "AETNA PPO", "CIGNA OAP", "UMR"]);
    await clone.up();
    const first = (await clone.status()).serving.generation;
    clone.relabel(12);
    await clone.up();
    await keep(clone, `${name}-serving`);
    clone.relabel(30);
    await clone.set({ minimumF1: "0.99" });
    const refused = await clone.pulumi("up", "--yes", "--skip-preview");
    if (refused.status === 0) throw new Error("Expected the third model to be refused");
    await keep(clone, `${name}-refused`);
    await clone.set({ serve: first.slice(0, 12) });
    await clone.up();
    await keep(clone, `${name}-pinned`);
  } finally {
    await clone.remove();
  }
}

async function keep(clone: Clone, name: string): Promise<void> {
  // So that nothing is written meanwhile; the next run starts it again.
  await stopLocalAws(clone.data);
  const state = join(clone.folder, ".local/pulumi/.pulumi/stacks/ml-learn/dev.json");
  const project = join(__dirname, "..", "..");
  // Where a resource was declared is of this machine.
  writeFileSync(state, readFileSync(state, "utf8").replaceAll(project, "/project"));
  const files = [".local", "Pulumi.dev.yaml", "data/insurance.csv"];
  execFileSync("tar", ["-czf", join(__dirname, `${name}.tar.gz`), "--sort=name", ...LEFT_OUT, ...files], {
    cwd: clone.folder,
  });
}

/** Diaries, which nothing depends on. */
const LEFT_OUT = ["access.log", "local-aws.log", "backups", "history", "*.bak"].map((name) => `--exclude=${name}`);

void record(process.argv[2]);
