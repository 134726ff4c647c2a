import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadDefinition } from "../../features/load-definition";
import type { Manifest } from "../../features/manifest";
import type { HoldOut } from "../../features/hold-out";
import { transform } from "../../features/transform";
import type { Access } from "../../local-aws/http/access-log";
import { createLocalAws, type LocalAws } from "../../local-aws/server";
import { LOCAL_DATA } from "../../local-aws/process/data-folder";
import { lifecycle as localAws } from "../../resources/local-aws";
import { makeTemporaryFolder } from "../temporary-folder";
import { layout } from "../../plan/engines/amazon-ml/layout";

export const common = { cloud: "local", region: "us-east-1", row: "urn" };

/**
 * A folder as a program runs in, made the current one, with a local AWS in this process. Provider
 * modules find it as they do in earnest: by the folder.
 */
export class LocalCloud {
  readonly folder = makeTemporaryFolder();
  private readonly home = process.cwd();
  private service: LocalAws | undefined;
  private seen = 0;

  async start(): Promise<void> {
    process.chdir(this.folder);
    this.service = await createLocalAws({ data: LOCAL_DATA, port: 0 });
    await localAws.create({ ...common, bucket: "bucket" });
  }

  async stop(): Promise<void> {
    await this.service?.close();
    process.chdir(this.home);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Makes `build/` from these rows, as the program does. */
  transform(rows: string[], holdOut: HoldOut = { strategy: "random" }): Promise<Manifest> {
    mkdirSync("build", { recursive: true });
    writeFileSync("extract.csv", ["number,policy", ...rows].join("\n"));
    const definition = loadDefinition("insurance-number");
    return transform({ definition, files: ["extract.csv"], holdOut, layout, folder: "build" });
  }

  get state(): LocalAws["state"] {
    return this.service!.state;
  }

  get store(): LocalAws["store"] {
    return this.service!.store;
  }

  /** The operations that were answered since the last time. */
  operations(): string[] {
    const lines = readFileSync(join(LOCAL_DATA, "access.log"), "utf8").trimEnd().split("\n");
    const fresh = lines.slice(this.seen).map((line) => JSON.parse(line) as Access);
    this.seen = lines.length;
    return fresh.filter(({ status }) => status < 400).map(({ operation }) => operation);
  }
}
