import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateEndpointCommand, DescribeEndpointCommand, UpdateEndpointCommand } from "@aws-sdk/client-sagemaker";
import { predictBoosted } from "../../learning/boosted-trees";
import { readModelFile } from "../../xgboost/model-file";
import { credentials } from "../local-aws/local-aws";
import { rows, TestSageMaker } from "../local-aws/sagemaker/sagemaker";
import { makeTemporaryFolder } from "../temporary-folder";
import { VirtualEnvironment } from "../virtual-environment";

const run = promisify(execFile);
const clients = join(__dirname, "..", "clients", "sagemaker");

describe("clients of SageMaker on the local service", function () {
  this.timeout(10 * 60_000);
  const aws = new TestSageMaker();
  const python = new VirtualEnvironment();
  const newest = new VirtualEnvironment();
  const folder = makeTemporaryFolder();
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    await aws.start();
    await python.install("boto3==1.44.5", "awscli==1.46.3", "xgboost-cpu==3.0.5", "numpy");
    await newest.install("xgboost-cpu", "numpy");
    for (const [channel, seed] of [
      ["train", 1],
      ["validation", 2],
    ] as const) {
      writeFileSync(join(folder, `${channel}.csv`), rows(2000, seed));
      await aws.putText("contract", `cli/${channel}/rows.csv`, rows(500, seed));
    }
    environment = {
      ...process.env,
      PATH: `${python.bin}:${process.env.PATH}`,
      AWS_ENDPOINT_URL: aws.service.url,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      CONTRACT_BUCKET: "contract",
      CONTRACT_DATA: folder,
      CONTRACT_MODEL: "model.ubj",
    };
  });
  after(async () => {
    await aws.remove();
    for (const one of [python, newest]) one.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("boto3 trains, serves, updates and deletes; the artefact is Python's own, byte for byte", async () => {
    const { stdout } = await run(python.python, [join(clients, "contract.py")], {
      env: { ...environment, CONTRACT_RUN: "boto3" },
    });
    assert.deepEqual(JSON.parse(stdout), {
      ...{ status: ["Completed", "Completed"], tags: true, listed: true, files: ["xgboost-model"], same: true },
      ...{
        accuracy: true,
        served: true,
        config: true,
        updated: true,
        stopped: ["Stopped", true],
        waiter: true,
        left: 0,
      },
      errors: { ResourceInUse: 400, ValidationException: 400, ValidationError: 400, ModelError: 424 },
    });
  });

  it("the newest XGBoost in Python loads the model, and predicts what we do", async () => {
    const code = `
import json, numpy, sys, xgboost
booster = xgboost.Booster(model_file=sys.argv[1])
rows = numpy.array([[0.1, 0.9], [0.9, 0.1], [0.5, 0.4], [numpy.nan, 0.2]], dtype=numpy.float32)
print(json.dumps([float(value) for value in booster.predict(xgboost.DMatrix(rows))]))`;
    const file = join(folder, "model.ubj");
    const theirs = JSON.parse((await run(newest.python, ["-c", code, file])).stdout) as number[];
    const model = readModelFile(readFileSync(file));
    const cells = [
      [0.1, 0.9],
      [0.9, 0.1],
      [0.5, 0.4],
      [NaN, 0.2],
    ];
    cells.forEach((row, i) => assert.ok(Math.abs(predictBoosted(model, Float32Array.from(row))[0] - theirs[i]) < 1e-6));
  });

  it("the AWS CLI trains, serves, predicts and deletes", async () => {
    const { stdout } = await run("bash", [join(clients, "contract.sh")], {
      env: { ...environment, CONTRACT_RUN: "cli", CONTRACT_DATA: folder },
    });
    assert.match(stdout, /^Completed\nInService\n0\.[89]\d*\n0\.[01]\d*\nCould not find endpoint\n$/);
  });

  it("work as docs/clients/sagemaker.md has them", async () => {
    const page = readFileSync(join("docs", "clients", "sagemaker.md"), "utf8");
    const samples = [...page.matchAll(/```(python|bash|js)\n([^]*?)```/g)];
    const sdk = new VirtualEnvironment();
    const settled = { TELEMETRY_OPT_OUT: "true", SAGEMAKER_SUPPRESS_V2_WARNING: "1" };
    symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
    try {
      await sdk.install("sagemaker==2.257.7");
      const told: string[] = [];
      for (const [i, [, language, text]] of samples.entries()) {
        const file = join(folder, `sample-${i}${language === "js" ? ".mjs" : ""}`);
        writeFileSync(file, text);
        const command = { python: i === 0 ? python.python : sdk.python, bash: "bash", js: process.execPath }[language]!;
        told.push((await run(command, [file], { cwd: folder, env: { ...environment, ...settled } })).stdout);
      }
      assert.equal(told[0], "True\n");
      assert.match(told[1], /True\n$/);
      assert.match(told[2], /^greater\tCompleted$[^]*0\.0\d+/m);
      assert.equal(told[3], "InService 1 0\n");
    } finally {
      sdk.remove();
    }
  });
});

describe("an endpoint of SageMaker under load", function () {
  this.timeout(120_000);
  const aws = new TestSageMaker({ stateMs: 300 });
  const RATE = 50;

  it("answers each of 50 requests a second through ten updates, two of which are rolled back", async () => {
    await aws.start();
    try {
      await aws.putText("data", "broken.tar.gz", "x");
      const answers: string[] = [];
      for (const [name, isReversed] of [
        ["a", false],
        ["b", true],
      ] as const) {
        for (const channel of ["train", "validation"])
          await aws.putText("data", `${channel}/a.csv`, rows(300, 1, isReversed));
        await aws.train(name);
        await aws.job(name);
        await aws.config(name, `s3://data/models/${name}/output/model.tar.gz`);
      }
      await aws.config("broken", "s3://data/broken.tar.gz");
      const EndpointName = "loaded";
      for (const EndpointConfigName of ["b", "a"]) {
        if (answers.length === 0)
          await aws.sageMaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName }));
        else await aws.sageMaker.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName }));
        await aws.endpoint(EndpointName);
        answers.push(await aws.invoke(EndpointName, "0.9,0.1"));
      }
      assert.notEqual(answers[0], answers[1]);
      let isDone = false;
      const told: Promise<string>[] = [];
      const asking = (async () => {
        while (!isDone) {
          told.push(aws.invoke(EndpointName, "0.9,0.1"));
          await sleep(1000 / RATE);
        }
      })();
      const ends: string[] = [];
      for (const EndpointConfigName of ["b", "a", "broken", "b", "a", "b", "broken", "a", "b", "a"]) {
        await aws.sageMaker.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName }));
        ends.push((await aws.endpoint(EndpointName)).EndpointConfigName!);
      }
      isDone = true;
      await asking;
      assert.deepEqual(ends, ["b", "a", "a", "b", "a", "b", "b", "a", "b", "a"]);
      const found = await Promise.all(told);
      assert.ok(found.length > 100);
      assert.deepEqual([...new Set(found)].sort(), [...answers].sort());
      const { FailureReason } = await aws.sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
      assert.equal(FailureReason, undefined);
    } finally {
      await aws.remove();
    }
  });
});
