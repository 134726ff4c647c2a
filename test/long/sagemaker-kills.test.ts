import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { credentials } from "../local-aws/local-aws";
import { jobRequest, rows, TestSageMaker } from "../local-aws/sagemaker/sagemaker";

const main = join(__dirname, "..", "..", "local-aws", "main.ts");
const ROUNDS = 400;

describe("a service that is killed", function () {
  this.timeout(5 * 60_000);
  const aws = new TestSageMaker();
  let service: ChildProcess;
  let port: number;

  /** Starts it as a process of its own, on the port and the folder that its clients have. */
  async function start(): Promise<void> {
    service = spawn(
      process.execPath,
      ["--require", require.resolve("tsx/cjs"), main, "--data", aws.data, "--port", String(port), "--state-ms", "400"],
      {
        env: {
          ...process.env,
          LOCAL_AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          LOCAL_AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          LOCAL_AWS_LOGGED: "1",
        },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await once(service.stdout!, "data");
  }

  const instances = () =>
    spawnSync("pgrep", ["-P", String(service.pid), "-f", "training/instance.ts"], { encoding: "utf8" })
      .stdout.split("\n")
      .filter((pid) => pid !== "");

  /** Kills it, and starts it again; nothing that it had begun stays. */
  async function killed(): Promise<void> {
    const children = instances();
    service.kill("SIGKILL");
    await once(service, "exit");
    await start();
    for (let i = 0; children.some((pid) => existsSync(`/proc/${pid}`)); i++) {
      assert.ok(i < 50, "an instance outlived the service by 5 s");
      await sleep(100);
    }
  }

  /** Asks until a state has come. */
  async function until(ask: () => Promise<string | undefined>, state: string): Promise<void> {
    for (;;) {
      const found = await ask();
      if (found === state) return;
      assert.ok(found !== "Completed" && found !== "Failed", `${found} came before ${state}`);
      await sleep(5);
    }
  }

  before(async () => {
    await aws.start();
    ({ port } = aws.service);
    for (const channel of ["train", "validation"]) await aws.putText("data", `${channel}/a.csv`, rows(3000, 1));
    await aws.putText("data", "broken.tar.gz", "x");
    await aws.service.close();
    await start();
  });
  after(async () => {
    service.kill("SIGKILL");
    await once(service, "exit");
    await aws.start();
    await aws.remove();
  });

  const secondary = (TrainingJobName: string) => async () =>
    (await aws.sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName }))).SecondaryStatus;

  for (const point of ["Starting", "Downloading", "Training", "Uploading"])
    it(`${point}: the job is done, and not to its end twice`, async () => {
      const name = `killed-${point}`.toLowerCase();
      const HyperParameters = { ...jobRequest(name).HyperParameters!, num_round: String(ROUNDS) };
      await aws.train(name, { HyperParameters });
      await until(secondary(name), point);
      // In the midst of its rounds.
      if (point === "Training") while (instances().length === 0) await sleep(5);
      await killed();
      const job = await aws.job(name);
      assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
      const log = readFileSync(join(aws.data, "sagemaker", "jobs", "logs", `${name}.log`), "utf8");
      assert.equal(log.split(`[${ROUNDS - 1}]\t`).length - 1, 1);
    });

  const status = (EndpointName: string) => async () =>
    (await aws.sageMaker.send(new DescribeEndpointCommand({ EndpointName }))).EndpointStatus;

  for (const point of ["Creating", "Updating", "RollingBack", "Deleting"])
    it(`${point}: the endpoint answers within 5 s, and comes to its end`, async () => {
      const EndpointName = `killed-${point}`.toLowerCase();
      const artefact = "s3://data/models/killed-starting/output/model.tar.gz";
      const [first, second] = [`${EndpointName}-1`, `${EndpointName}-2`];
      await aws.config(first, artefact);
      await aws.config(second, point === "RollingBack" ? "s3://data/broken.tar.gz" : artefact);
      await aws.sageMaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName: first }));
      if (point !== "Creating") {
        await aws.endpoint(EndpointName);
        if (point === "Deleting") await aws.sageMaker.send(new DeleteEndpointCommand({ EndpointName }));
        else await aws.sageMaker.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName: second }));
      }
      await until(status(EndpointName), point);
      await killed();
      if (point === "Deleting") {
        while (await status(EndpointName)().catch(() => undefined)) await sleep(20);
        return;
      }
      const deadline = Date.now() + 5000;
      for (;;) {
        const answer = await aws.invoke(EndpointName, "0.9,0.1").catch(() => "");
        if (answer !== "") break;
        assert.ok(Date.now() < deadline, "it did not answer within 5 s");
        await sleep(50);
      }
      const { EndpointStatus, EndpointConfigName } = await aws.endpoint(EndpointName);
      assert.deepEqual([EndpointStatus, EndpointConfigName], ["InService", point === "Updating" ? second : first]);
    });
});
