import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import packageJson from "../package.json";

/**
 * Which way imports may point. A folder is named by itself, a file by its path without `.ts`.
 * Every folder may import itself and the packages in `packages`.
 */
const arrows: Record<string, { folders: string[]; packages: string[] }> = {
  "index.ts": { folders: ["settings", "features", "plan", "resources"], packages: ["@pulumi/pulumi"] },
  settings: { folders: ["features", "plan"], packages: ["fastest-levenshtein", "valibot"] },
  features: {
    folders: ["learning/attribute", "learning/deviation", "learning/threshold", "text"],
    packages: ["csv-parse", "csv-stringify", "pg", "pg-copy-streams", "tinyglobby"],
  },
  plan: {
    folders: [
      "features",
      "learning/noise",
      "learning/attribute",
      "learning/passes",
      "learning/recipe",
      "learning/recipe-text",
      "learning/threshold",
      "settings",
      "text",
    ],
    packages: ["@pulumi/pulumi", "valibot"],
  },
  resources: {
    folders: [
      "features",
      "learning/threshold",
      "plan",
      "report",
      "settings",
      "text",
      "local-aws/process/start",
      "local-aws/http/credentials",
      "local-aws/process/data-folder",
      "local-aws/machine-learning/serving",
    ],
    packages: [
      "@pulumi/pulumi",
      "@aws-sdk/client-machine-learning",
      "@aws-sdk/client-s3",
      "@aws-sdk/client-sts",
      "@aws-sdk/lib-storage",
      "@pulumi/aws",
      "@grpc/grpc-js",
      "csv-parse",
      "tsx",
    ],
  },
  report: { folders: ["learning", "plan", "text"], packages: ["hono"] },
  bench: { folders: ["features/digest", "learning"], packages: ["tsx"] },
  deploy: { folders: [], packages: ["@pulumi/pulumi", "@pulumi/pulumiservice"] },
  learning: { folders: [], packages: [] },
  text: { folders: [], packages: [] },
  xgboost: { folders: ["learning"], packages: ["tar-stream", "valibot"] },
  "local-aws": {
    folders: ["learning", "package.json", "text", "xgboost"],
    packages: [
      "@aws-sdk/checksums",
      "@fastify/busboy",
      "csv-parse",
      "csv-stringify",
      "fast-xml-parser",
      "fflate",
      "koffi",
    ],
  },
  predictor: {
    folders: ["features", "learning/confusion", "plan", "report", "text"],
    packages: ["@aws-sdk/client-machine-learning", "csv-parse", "csv-stringify", "hono"],
  },
  scripts: {
    folders: [
      "features",
      "plan",
      "predictor",
      "report",
      "settings",
      "text",
      "local-aws/process/start",
      "local-aws/http/credentials",
      "local-aws/process/data-folder",
      "local-aws/process/port",
      "local-aws/sagemaker/training/library",
      "resources/aws/policies",
      "resources/cloud/clients",
      "resources/engines",
      "resources/cloud/place",
      "resources/cloud/stored-report",
      ".mocharc.json",
    ],
    packages: ["@aws-sdk/client-s3", "@hono/node-server", "fastest-levenshtein", "mocha", "p-map", "pulumi"],
  },
};

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((file) => existsSync(file));
const sources = files.filter((file) => !file.startsWith("test/"));

/** What a file imports: packages by name, project files by path from the root. */
function importsOf(file: string): { packages: string[]; paths: string[] } {
  const text = readFileSync(file, "utf8");
  // A method of that name, such as a configuration's, brings in nothing.
  const names = ts
    .preProcessFile(text.replaceAll(".require(", ".("), true, true)
    .importedFiles.map(({ fileName }) => fileName);
  const isBuiltin = (name: string) => name.startsWith("node:") || builtinModules.includes(name);
  return {
    packages: names
      .filter((name) => !name.startsWith(".") && !isBuiltin(name))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]),
    paths: names.filter((name) => name.startsWith(".")).map((name) => relative(".", join(dirname(file), name))),
  };
}

describe("imports", () => {
  it("know every source file's place", () => {
    assert.ok(sources.length > 50);
    for (const file of sources) assert.ok(arrows[file.split("/")[0]], `${file} is in no known folder`);
  });

  it("point only where the design lets them", () => {
    const wrong = sources.flatMap((file) => {
      const home = file.split("/")[0];
      const { folders, packages } = arrows[home];
      const { packages: used, paths } = importsOf(file);
      return [
        ...used.filter((name) => !packages.includes(name)).map((name) => `${file} -> ${name}`),
        ...paths
          .filter((path) => ![home, ...folders].some((allowed) => path === allowed || path.startsWith(`${allowed}/`)))
          .map((path) => `${file} -> ${path}`),
      ];
    });
    assert.deepEqual(wrong, []);
  });

  it("go round in no circle, of types neither", () => {
    const fileOf = (path: string) => [`${path}.ts`, `${path}/index.ts`].find((file) => sources.includes(file));
    const next = new Map(sources.map((file) => [file, importsOf(file).paths.flatMap((path) => fileOf(path) ?? [])]));
    const free = new Set<string>();
    /** Gives a circle that a file leads into; undefined when there is none. */
    const circleFrom = (file: string, way: string[]): string[] | undefined => {
      if (free.has(file)) return undefined;
      if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
      for (const target of next.get(file)!) {
        const circle = circleFrom(target, [...way, file]);
        if (circle) return circle;
      }
      free.add(file);
      return undefined;
    };
    for (const file of sources) assert.equal(circleFrom(file, [])?.join(" -> "), undefined);
  });

  it("name an engine in its own files and the tables that look it up, and its client in its own files alone", () => {
    const tables = ["plan/engines/engines.ts", "predictor/model-clients.ts", "resources/engines.ts"];
    // What states name, of this version and of 2026-11.
    const modules = ["data-source", "ml-model", "evaluation", "batch-prediction", "realtime-endpoint", "lifecycles"];
    const known = [...tables, ...modules.map((module) => `resources/${module}.ts`)];
    const isOwn = (file: string) => /\/amazon-ml(\/|\.ts$|$)/.test(file);
    const others = sources.filter((file) => !isOwn(file) && !file.startsWith("local-aws/"));
    const clients = others.filter((file) => importsOf(file).packages.includes("@aws-sdk/client-machine-learning"));
    assert.deepEqual(clients, []);
    const naming = others.filter((file) => importsOf(file).paths.some(isOwn));
    assert.deepEqual(
      naming.filter((file) => !known.includes(file)),
      [],
    );
    assert.deepEqual(
      tables.filter((file) => !naming.includes(file)),
      [],
    );
  });

  it("bring in @pulumi/aws, which is big, in one folder alone, and that only when it is asked for", () => {
    const users = sources.filter((file) => importsOf(file).packages.includes("@pulumi/aws"));
    assert.ok(users.length > 0 && users.every((file) => file.startsWith("resources/aws/")), users.join());
    const loads = sources.filter((file) => /^import (?!type ).*"\..*\/aws-cloud"/m.test(readFileSync(file, "utf8")));
    assert.deepEqual(loads, []);
  });

  it("never bring in a main.ts or a test", () => {
    for (const file of files) {
      for (const path of importsOf(file).paths) {
        assert.ok(!path.endsWith("/main"), `${file} imports ${path}`);
        assert.ok(file.startsWith("test/") || !path.startsWith("test/"), `${file} imports ${path}`);
      }
    }
  });

  it("use the packages that package.json declares, and all of those", () => {
    const used = new Set(sources.flatMap((file) => importsOf(file).packages));
    const declared = { ...packageJson.dependencies, ...packageJson.devDependencies };
    for (const name of used) assert.ok(name in declared, `${name} is not declared`);
    // Pulumi loads the first two to run index.ts; shims, workers and scripts run by tsx.
    const unused = Object.keys(packageJson.dependencies).filter(
      (name) => !used.has(name) && !["typescript", "ts-node", "tsx"].includes(name),
    );
    assert.deepEqual(unused, []);
  });

  it("come in files of a size to read: none over 300 lines, nine in ten under 150", () => {
    const lines = sources.map((file) => readFileSync(file, "utf8").split("\n").length);
    assert.ok(Math.max(...lines) <= 300);
    assert.ok(lines.filter((count) => count < 150).length >= 0.9 * lines.length);
  });

  it("name no registry host in the lockfile, and nothing of this machine anywhere", () => {
    assert.ok(!readFileSync("package-lock.json", "utf8").includes('"resolved": "http'));
  });
});
