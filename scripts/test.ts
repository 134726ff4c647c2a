import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Mocha from "mocha";
import mocharc from "../.mocharc.json";
import { root } from "./stack/environment";
import { installPulumi } from "./pulumi-cli/pulumi-cli";

/** `npm test`: types, lint, format, all tests but the long ones; `npm run test:long`: those. Counts come last. */
async function main(isLong: boolean): Promise<void> {
  const checks = isLong ? [] : [["tsc"], ["eslint", "."], ["prettier", "--check", "--log-level", "warn", "."]];
  let [passed, failed] = [0, 0];
  for (const [tool, ...args] of checks) {
    const isGood = await run(tool, args);
    console.log(`${isGood ? "passed" : "FAILED"}: ${[tool, ...args].join(" ")}`);
    if (isGood) passed++;
    else failed++;
  }
  await installPulumi();
  // All that tests make lies in here, so that what they leave behind can be told.
  process.env.TMPDIR = mkdtempSync(join(realpathSync(tmpdir()), "ml-learn-test-"));
  const { stats, failures } = await runMocha(testFiles(join(root, "test"), isLong));
  passed += stats.passes;
  // A hook that fails is a failure too, and no test at all is one.
  failed += stats.tests === 0 ? 1 : failures;
  if (endLeftovers(process.env.TMPDIR)) failed++;
  else passed++;
  rmSync(process.env.TMPDIR, { recursive: true, force: true });
  const skipped = stats.pending > 0 ? `, ${stats.pending} skipped` : "";
  console.log(`${passed} passed, ${failed} failed${skipped}`);
  process.exit(failed > 0 || stats.pending > 0 ? 1 : 0);
}

// ---

function run(tool: string, args: string[]): Promise<boolean> {
  const child = spawn(join(root, "node_modules", ".bin", tool), args, { cwd: root, stdio: "inherit" });
  return new Promise((resolve, reject) => child.once("error", reject).once("exit", (code) => resolve(code === 0)));
}

function testFiles(folder: string, isLong: boolean): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? testFiles(path, isLong) : [path];
    })
    .filter((file) => file.endsWith(".test.ts") && file.includes(join("test", "long")) === isLong)
    .sort();
}

function runMocha(files: string[]): Promise<{ stats: Mocha.Stats; failures: number }> {
  const mocha = new Mocha({ timeout: mocharc.timeout, forbidOnly: true, forbidPending: true });
  files.forEach((file) => mocha.addFile(file));
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => resolve({ stats: runner.stats!, failures }));
  });
}

/** Ends processes that tests left behind in a folder, by their ids, and says which. */
function endLeftovers(folder: string): boolean {
  const processes = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  const leftovers = processes.filter((line) => line.includes(folder));
  for (const line of leftovers) {
    console.log(`FAILED: the tests left a process behind: ${line.trim()}`);
    try {
      process.kill(Number.parseInt(line, 10));
    } catch {
      // It has ended meanwhile.
    }
  }
  return leftovers.length > 0;
}

main(process.argv.includes("--long")).catch((error: Error) => {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
});
