import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeTemporaryFolder } from "./temporary-folder";

const run = promisify(execFile);

/** A Python of its own with some packages. */
export class VirtualEnvironment {
  private readonly folder = makeTemporaryFolder();
  readonly bin = join(this.folder, "bin");
  readonly python = join(this.bin, "python3");

  /** @param packages such as `boto3==1.44.5` */
  async install(...packages: string[]): Promise<void> {
    await run("python3", ["-m", "venv", this.folder]);
    await run(this.python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
