import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readArguments } from "../../../scripts/command-line/command";
import packageJson from "../../../package.json";

const options = { file: { type: "string" }, json: { type: "boolean" }, top: { type: "string", default: "3" } } as const;
const read = (...args: string[]) => readArguments(args, options, 1);

describe("a command's arguments", () => {
  it("are options with values, with defaults, and arguments", () => {
    const { values, positionals } = read("x", "--file", "a.csv", "--json");
    assert.deepEqual([{ ...values }, positionals], [{ file: "a.csv", json: true, top: "3" }, ["x"]]);
  });

  it("are refused by name where there is no such option, with the nearest that there is", () => {
    assert.throws(() => read("--jsn"), {
      message: "There is no option --jsn. Is it --json? --help lists what there is.",
    });
    assert.throws(() => readArguments(["--json"], {}, 0), /There is no option --json\. --help/);
    assert.throws(() => read("x", "y"), /Expected at most 1 argument, got 'y'/);
    assert.throws(() => readArguments(["y"], options, 0), /Expected no argument, got 'y'/);
    assert.throws(() => read("--file"), /Expected a value after --file, got none/);
    assert.throws(() => read("--json=yes"), /Expected no value for --json/);
  });
});

describe("the scripts", () => {
  const commands = Object.entries(packageJson.scripts).filter(
    ([name, line]) => line.startsWith("tsx scripts/") && !name.startsWith("test"),
  );

  for (const [name, line] of commands)
    it(`npm run ${name} has --help, and refuses what it does not know`, async () => {
      const [, ...args] = line.split(" ");
      const run = (...more: string[]) =>
        promisify(execFile)(process.execPath, ["--require", "tsx/cjs", ...args, ...more]).then(
          ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
          (error: { code: number; stdout: string; stderr: string }) => error,
        );
      const [helped, { code, stderr }] = await Promise.all([run("--help"), run("--nonsense")]);
      assert.match(helped.stdout, /^(Usage: |A web page)/);
      assert.equal(code, 1);
      assert.match(stderr, /There is no option --nonsense/);
    });

  it("read their arguments in one place", () => {
    const others = readdirSync("scripts", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && file !== join("command-line", "command.ts"))
      .filter((file) => /parseArgs|process\.argv\.slice/.test(readFileSync(`scripts/${file}`, "utf8")));
    assert.deepEqual(others, []);
  });
});
