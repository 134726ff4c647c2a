import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Clone, type Run } from "../integration/clone";
import { PostgresqlServer } from "../postgresql-server";

const readme = readFileSync("README.md", "utf8");
const page = (name: string) => readFileSync(`docs/${name}.md`, "utf8");
/** All that tells of commands, README first. */
const pages = readdirSync("docs").filter((name) => name.endsWith(".md"));
const documents = [readme, ...pages.map((file) => readFileSync(join("docs", file), "utf8"))].join("\n");
const blocksOf = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map(([, block]) => block);
const blocks = (language: string) => blocksOf(documents, language);
/** What a user does in a clone of its own, below. */
const own = blocks("sh").filter((commands) => /config set|ml:transform/.test(commands));

/** All shell commands of README and docs/, in their order, as a new user types them. */
describe("README's commands on a fresh clone", function () {
  this.timeout(20 * 60_000);
  this.bail(true);
  const clone = new Clone({ modules: "own" });
  after(() => clone.remove());

  const expected: Record<string, (run: Run) => void> = {
    "npm ci && npm run ml:learn": ({ output }) => {
      assert.match(
        output,
        /^19,300 rows, 100 classes, 26 columns -> build\/training\.csv, build\/evaluation\.csv, digest [0-9a-f]{64}$/m,
      );
      assert.match(output, /A new model was trained and serves/);
      assert.match(output, /^export AWS_ML_MODEL_ID=ml-[0-9a-f-]+$/m);
      assert.match(output, /^export AWS_ML_PREDICTION_URL=http:\/\/127\.0\.0\.1:\d+$/m);
      const [, f1] = /serves: macro F1 (0\.\d{3}) on the held-out rows/.exec(output)!;
      assert.ok(Number(f1) >= 0.68, f1);
      assert.ok(readme.includes(`macro F1 ${f1} on the held-out rows`), `README has another F1 than ${f1}`);
    },
    "npm run -s predict": ({ output }) => {
      const shown = blocks("text").find((text) => text.startsWith("WXY5678"))!;
      assert.ok(output.includes(shown), output);
    },
    "npm run report": ({ output }) => {
      assert.match(output, /^build\/report\/heat-map\.svg$/m);
      const drawn = readFileSync(join(clone.folder, "build/report/heat-map.svg"), "utf8");
      assert.equal(drawn, readFileSync("test/output/heat-map.svg", "utf8"), "README shows another heat map");
    },
    "npm run ml:learn": ({ output }) => {
      assert.match(output, /nothing was trained, and the same model serves[^]*A new model was trained and serves/);
    },
    'eval "$(npm run -s env)"\nnpx pulumi preview': ({ output }) => {
      assert.match(output, /^AWS_ML_MODEL_ID=ml-/m);
    },
    'eval "$(npm run -s env)"\nnpx pulumi destroy': ({ output }) => assert.match(output, /\d+ deleted/),
    "npm run ml:digest": ({ output }) => {
      assert.match(output, /^features +[0-9a-f]{64}$/m);
      assert.match(output, /^ {2}header +policy␟length␟base_10␟digit_1␟/m);
      assert.match(output, /^ {2}rows +19300$/m);
      assert.match(output, /^generation +[0-9a-f]{64}$/m);
    },
  };

  // CI runs the last one itself.
  for (const commands of blocks("sh").filter((text) => text !== "npm test\n" && !own.includes(text))) {
    it(`runs ${commands.split("\n")[0]}`, async () => {
      const check = Object.entries(expected).find(([begin]) => commands.startsWith(begin));
      assert.ok(check, "README has commands that this test knows nothing of");
      const run = await clone.run("sh", ["-ec", commands]);
      assert.equal(run.status, 0, run.output);
      check[1](run);
    });
  }

  it("has left the clone as git had it, but for what is ignored", async () => {
    for (const file of ["package-lock.json", "Pulumi.dev.yaml", "Pulumi.yaml", "data/insurance.csv"]) {
      assert.equal(readFileSync(`${clone.folder}/${file}`, "utf8"), readFileSync(file, "utf8"), file);
    }
  });
});

describe("README's commands for a user's own data and problem", function () {
  this.timeout(5 * 60_000);
  this.bail(true);
  const clone = new Clone();
  const server = new PostgresqlServer();
  before(async () => {
    await server.start();
    await clone.init(2000);
  });
  after(async () => {
    await clone.remove();
    await server.stop();
  });

  const run = async (commands: string) => {
    const { status, output } = await clone.run("sh", ["-ec", commands]);
    assert.equal(status, 0, output);
    return output;
  };

  it("learn from a database", async () => {
    const [header, ...rows] = clone.readRows();
    assert.equal(header, "number,policy");
    const values = rows.map((row) => `('${row.replace(",", "', '")}')`).join(", ");
    await server.query(`CREATE TABLE members (number text, policy text); INSERT INTO members VALUES ${values}`);
    const [commands] = blocksOf(page("data"), "sh");
    const sample = "postgresql://reader:password@db.example.com/claims";
    assert.ok(commands.includes(sample));
    const output = await run(commands.replace(sample, server.url));
    assert.match(output, /Extracted 2,000 rows[^]*A new model was trained and serves/);
  });

  it("review, approve and run", async () => {
    await server.query(
      "UPDATE members SET policy = 'UMR' WHERE number = (SELECT min(number) FROM members WHERE policy <> 'UMR')",
    );
    await run("npm run -s ml:extract");
    const [commands] = own.filter((text) => text.includes("npm run approve"));
    const output = await run(commands);
    assert.match(
      output,
      /Retrain: features changed since[^]*1 relabelled[^]*ml-learn:approved: [0-9a-f]{64} by [^]*Serving: +[0-9a-f]{12}/,
    );
    await clone.set({ approval: "none" });
  });

  it("learn another problem by the definition that README shows, on a stack of its own", async () => {
    const text = page("definitions");
    assert.equal(blocksOf(text, "ts")[0], readFileSync("features/definitions/parcel.ts", "utf8"));
    for (const line of blocksOf(text, "text")[0].trimEnd().split("\n"))
      assert.ok(readFileSync("data/parcels.csv", "utf8").includes(`${line}\n`), line);
    const before = await clone.outputs();
    const [commands] = own.filter((block) => block.includes("ml:transform"));
    const output = await run(commands);
    assert.match(
      output,
      /800 rows, 2 classes, 6 columns -> build\/training\.csv, build\/evaluation\.csv, digest [0-9a-f]{64}/,
    );
    assert.match(
      output,
      /A new model was trained and serves: AUC 0\.\d{3} on the held-out rows[^]*--stack parcels[^]*1\. [01] +[01]\.\d{3}[^]*Data: +as what serves was trained on/,
    );
    assert.deepEqual(await clone.outputs(), before);
  });

  it("make no stack of a name that may be a slip, and name what there is", async () => {
    for (const args of ["--stack parcel", "--stack parcel --source data/parcels.csv --definition parcel"]) {
      const { status, output } = await clone.run("sh", ["-c", `npm run -s ml:learn -- ${args} < /dev/null`]);
      assert.equal(status, 1);
      assert.match(output, /There is no stack parcel\. Is it parcels\?/);
    }
    const { output } = await clone.run("npm", [
      "run",
      "-s",
      "ml:learn",
      "--",
      "data/parcels.csv",
      "--definition",
      "parcel",
    ]);
    assert.match(
      output,
      /Expected no argument, got 'data\/parcels\.csv'\. .* --stack NAME --source data\/parcels\.csv/,
    );
    const other = await clone.run("npm", ["run", "-s", "ml:learn", "--", "--definition", "parcel"]);
    assert.match(
      other.output,
      /The stack dev learns by the definition insurance-number, got --definition parcel\. Another/,
    );
  });
});
