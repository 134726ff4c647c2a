import { execFile, type ExecFileException } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import launcher from "pulumi/package.json";
import { root } from "../stack/environment";
import { withProgress } from "../command-line/progress";

const VERSION = launcher.version;
const INSTALL_SCRIPT = "https://get.pulumi.com/install.sh";
const run = promisify(execFile);

/**
 * Gets the Pulumi CLI, of the version of the npm package `pulumi`, to where that package looks for
 * it: the official distribution, or, where its download is refused, built from Go modules (4 to 5
 * minutes on 2 cores). Does nothing when it is there.
 * @throws Error when neither way works
 */
export async function installPulumi(): Promise<void> {
  const versions = join(process.env.PULUMI_HOME || join(homedir(), ".pulumi"), "versions");
  const folder = join(versions, VERSION);
  if (isExecutable(join(folder, "bin", "pulumi"))) return;
  const refused = await withProgress(`Looking for the Pulumi CLI ${VERSION}`, whyNoDownload);
  if (refused === undefined) {
    await withProgress(`Downloading the Pulumi CLI ${VERSION}`, () =>
      run(process.execPath, [require.resolve("pulumi/run.js"), "version"]),
    ).catch((error: ExecFileException) => {
      throw new Error(`Downloading the Pulumi CLI ${VERSION} failed: ${error.stderr || error.message}`, {
        cause: error,
      });
    });
    return;
  }
  const go = await run("go", ["version"]).catch(() => undefined);
  if (!go) {
    throw new Error(
      `The Pulumi CLI ${VERSION} cannot be had: ${INSTALL_SCRIPT} cannot be reached (${refused}), and there is no Go to build it with. Allow that download, or install Go 1.25 or newer (https://go.dev/dl).`,
    );
  }
  console.error(
    `${INSTALL_SCRIPT} cannot be reached (${refused}): building the Pulumi CLI ${VERSION} from Go modules, once for this machine.`,
  );
  await mkdir(versions, { recursive: true });
  const unfinished = await mkdtemp(join(versions, ".building-"));
  try {
    await buildPulumi(join(unfinished, "bin"));
    // Whole or not at all; another process may have been faster.
    await rename(unfinished, folder).catch((error: Error) => {
      if (!isExecutable(join(folder, "bin", "pulumi"))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

// ---

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function whyNoDownload(): Promise<string | undefined> {
  try {
    const response = await fetch(INSTALL_SCRIPT, { signal: AbortSignal.timeout(10_000) });
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    return ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
  }
}

/** `go install` refuses the CLI's module for its replace directives; so each command has a go.mod of its own. */
async function buildPulumi(bin: string): Promise<void> {
  await mkdir(bin);
  const modules = join(root, "scripts", "pulumi-cli");
  const version = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
  const build = (module: string, command: string, output: string) =>
    withProgress(`Building ${output}`, () =>
      run(
        "go",
        ["build", "-trimpath", "-ldflags", `-s -w -X ${version}=v${VERSION}`, "-o", join(bin, output), command],
        { cwd: join(modules, module), maxBuffer: 1 << 26 },
      ),
    ).catch((error: ExecFileException) => {
      throw new Error(`Building ${output} from Go modules failed: ${error.stderr || error.message}`, { cause: error });
    });
  await build("engine", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "pulumi");
  await build(
    "language-nodejs",
    "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    "pulumi-language-nodejs",
  );
  const { stdout: sdk } = await run("go", ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"], {
    cwd: join(modules, "engine"),
  });
  const dynamicProvider = join(bin, "pulumi-resource-pulumi-nodejs");
  await copyFile(join(sdk.trim(), "nodejs", "dist", "pulumi-resource-pulumi-nodejs"), dynamicProvider);
  // Files of the Go module cache are read-only and not executable.
  await chmod(dynamicProvider, 0o755);
}
