import { execFile, execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Access } from "../../local-aws/http/access-log";
import { localCredentials, type Credentials } from "../../local-aws/http/credentials";
import { askHealth } from "../../local-aws/process/health";
import { portOf } from "../../local-aws/process/port";
import { stopLocalAws } from "../../local-aws/process/start";
import type { GenerationFacts } from "../../scripts/stack/stack-facts";
import { State, type Entity } from "../../local-aws/machine-learning/state";
import { makeTemporaryFolder } from "../temporary-folder";

const project = resolve(__dirname, "..", "..");

/** How Pulumi ends a run that found all as it should be. */
export const nothingChanged = /Resources:\n +\d+ unchanged\n/;

export interface Run {
  status: number;
  output: string;
}

/**
 * The project in a folder of its own, as a clone would be: its own backend, its own local AWS with
 * its own port. Only the Pulumi CLI is shared, and, unless told otherwise, `node_modules`.
 */
export class Clone {
  readonly folder = makeTemporaryFolder();
  readonly data = join(this.folder, ".local", "aws");
  /** What `npm run env` says. */
  readonly environment: Record<string, string> = {};

  constructor({ modules = "shared" }: { modules?: "shared" | "own" } = {}) {
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: project,
      encoding: "utf8",
    });
    for (const file of files.split("\0")) {
      // A file may be deleted and not yet committed so.
      if (file === "" || file.startsWith("test/") || !existsSync(join(project, file))) continue;
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      cpSync(join(project, file), join(this.folder, file));
    }
    if (modules === "shared") symlinkSync(join(project, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Makes the stack `dev`, on some of the sample's rows: of the policies that are named, or of all. */
  async init(rows: number, policies?: string[]): Promise<void> {
    const [header, ...lines] = readFileSync(join(project, "data/insurance.csv"), "utf8").trimEnd().split("\n");
    const chosen = lines.filter((line) => !policies || policies.includes(line.slice(line.indexOf(",") + 1)));
    this.writeRows([header, ...chosen.slice(0, rows)]);
    // Few passes: what is tested is not how well it learns.
    appendFileSync(join(this.folder, "Pulumi.dev.yaml"), "config:\n  ml-learn:maxPasses: 20\n");
    await this.readEnvironment();
    const made = await this.pulumi("stack", "init", "dev", "--no-select");
    if (made.status !== 0) throw new Error(made.output);
  }

  async readEnvironment(): Promise<void> {
    const exports = await this.run("npm", ["run", "-s", "env"]);
    for (const [, name, value] of exports.output.matchAll(/^export (\w+)='(.*)'$/gm)) this.environment[name] = value;
  }

  readRows(): string[] {
    return readFileSync(join(this.folder, "data/insurance.csv"), "utf8").trimEnd().split("\n");
  }

  writeRows(lines: string[], end = "\n"): void {
    writeFileSync(join(this.folder, "data/insurance.csv"), lines.join(end) + end);
  }

  /** Runs Pulumi as a user would, by hand. */
  pulumi(...args: string[]): Promise<Run> {
    return this.run("npx", ["pulumi", ...args]);
  }

  async run(command: string, args: string[], environment: Record<string, string> = {}): Promise<Run> {
    const env = { ...process.env, ...this.environment, ...environment };
    try {
      const { stdout, stderr } = await promisify(execFile)(command, args, {
        cwd: this.folder,
        env,
        maxBuffer: 1 << 26,
      });
      return { status: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, output: stdout + stderr };
    }
  }

  async up(...args: string[]): Promise<string> {
    return this.succeed("up", "--yes", "--skip-preview", ...args);
  }

  /** Sets keys of the configuration, without their namespace. */
  async set(settings: Record<string, string | number>): Promise<void> {
    const pairs = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `ml-learn:${key}=${value}`]);
    await this.succeed("config", "set-all", ...pairs);
  }

  /** Changes the labels of some rows: each number is other data. */
  relabel(rows: number, label = "UMR"): void {
    const [header, ...lines] = (this.original ??= this.readRows());
    this.writeRows([header, ...lines.map((line, i) => (i < rows ? line.replace(/,.*/, `,${label}`) : line))]);
  }

  private original: string[] | undefined;

  /** Runs Pulumi, and throws when it fails. */
  async succeed(...args: string[]): Promise<string> {
    const { status, output } = await this.pulumi(...args);
    if (status !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${status}:\n${output}`);
    return output;
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.succeed("stack", "output", "--json")).replace(/^npm warn.*$/gm, "")) as Record<
      string,
      unknown
    >;
  }

  /** What `npm run status -- --json` says of the generations, the newest first, and of what serves. */
  async status(): Promise<{ serving: GenerationFacts; generations: GenerationFacts[]; kept: string[] }> {
    const { status, output } = await this.run("npm", ["run", "-s", "status", "--", "--json"]);
    if (status !== 0) throw new Error(output);
    const facts = JSON.parse(output.slice(output.indexOf("{"))) as {
      serving: GenerationFacts;
      generations: GenerationFacts[];
    };
    return { ...facts, kept: facts.generations.map(({ generation }) => generation.slice(0, 12)) };
  }

  /** The outputs of the state's resources, by URN. */
  async stateRows(): Promise<Record<string, Record<string, unknown>>> {
    const { deployment } = JSON.parse(await this.succeed("stack", "export")) as {
      deployment: { resources: { urn: string; outputs?: Record<string, unknown> }[] };
    };
    return Object.fromEntries(deployment.resources.map(({ urn, outputs = {} }) => [urn, outputs]));
  }

  /** The mutating calls that the local AWS has answered since the last time, in order. */
  mutations(): string[] {
    const lines = readFileSync(join(this.data, "access.log"), "utf8").trimEnd().split("\n");
    const calls = lines.slice(this.seen).map((line) => JSON.parse(line) as Access);
    this.seen = lines.length;
    return (
      calls
        // Tags say who and when; they make and cost nothing.
        .filter(({ operation, status }) => status < 400 && /^(Create|Put|Delete)(?!Tags)/.test(operation))
        .map(({ operation }) => operation)
    );
  }

  private seen = 0;

  /** The ids of all models that were ever created. */
  trained(): string[] {
    const lines = readFileSync(join(this.data, "access.log"), "utf8").trimEnd().split("\n");
    const calls = lines.map((line) => JSON.parse(line) as Access);
    return [...new Set(calls.filter(({ operation }) => operation === "CreateMLModel").map(({ id }) => id))];
  }

  /** The keys of its local AWS. */
  credentials(): Credentials {
    return localCredentials(this.data);
  }

  async health(): ReturnType<typeof askHealth> {
    return askHealth(portOf(this.data));
  }

  /** Ends the local AWS as a power cut would. */
  async kill(): Promise<void> {
    const health = await this.health();
    if (typeof health !== "object") throw new Error("Expected the local AWS to be up");
    process.kill(health.pid, "SIGKILL");
    while ((await this.health()) !== undefined);
  }

  /** What the local AWS keeps, that is not DELETED; for when it is down. */
  async liveEntities(): Promise<Entity[]> {
    const state = await State.open(join(this.data, "machine-learning"), () => new Date());
    return (["DataSource", "MLModel", "Evaluation", "BatchPrediction"] as const)
      .flatMap((kind) => state.list(kind))
      .filter(({ status }) => status !== "DELETED");
  }

  async remove(): Promise<void> {
    await stopLocalAws(this.data);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
