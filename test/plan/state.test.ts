import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "..", "..");

/** Pieces of files of resources/ that write facts, what a slip makes of them, and what the compiler then has to name. */
const slips: Record<string, { of: string; is: string; told: RegExp }> = {
  "amazon-ml/ml-model.ts": {
    of: "computeMs: ComputeTime",
    is: "computeMS: ComputeTime",
    told: /'computeMs' is missing/,
  },
  "amazon-ml/evaluation.ts": { of: "metric, value: Number(value),", is: "metric,", told: /'value' is missing/ },
  "amazon-ml/realtime-endpoint.ts": { of: "mounted: ", is: "mountedAt: ", told: /'mounted' is missing/ },
  "serving.ts": {
    of: "since,\n    servedSince:",
    is: "since: 1,\n    servedSince:",
    told: /not assignable to type 'string'/,
  },
};

/** What the compiler says of each of these files with its slip. */
function problems(): Map<string, string> {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const paths = new Map(Object.keys(slips).map((file) => [join(root, "resources", file), file]));
  const host = ts.createCompilerHost(options);
  host.readFile = (name) => {
    const slip = slips[paths.get(resolve(name)) ?? ""];
    const text = ts.sys.readFile(name);
    assert.ok(!slip || text!.includes(slip.of), `${name} has no ${slip?.of}`);
    return slip ? text!.replace(slip.of, slip.is) : text;
  };
  const program = ts.createProgram([...paths.keys()], { ...options, noEmit: true }, host);
  return new Map(
    [...paths].map(([path, file]) => [
      file,
      program
        .getSemanticDiagnostics(program.getSourceFile(path))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))
        .join("\n"),
    ]),
  );
}

describe("the schema of the state's rows", function () {
  this.timeout(60_000);

  it("types what resources write: a misspelt, a missing and a mistyped fact are type errors", () => {
    for (const [file, found] of problems()) assert.match(found, slips[file].told, `${file}: ${found}`);
  });
});
