import assert from "node:assert/strict";
import { CreateRealtimeEndpointCommand, PredictCommand } from "@aws-sdk/client-machine-learning";
import { PeakRate } from "../../../local-aws/machine-learning/peak-rate";
import { createLocalAws } from "../../../local-aws/server";
import { colorRows, credentials, TestLocalAws } from "../local-aws";

describe("limits of the service", () => {
  const aws = new TestLocalAws();
  before(async () => {
    await aws.start();
    await aws.putText("data", "colors.csv", colorRows(400));
    await aws.createDataSource("source");
    await aws.createModel("model", "source");
    await aws.model("model");
  });
  after(() => aws.remove());

  const restart = async (limits: object) => {
    await aws.stop();
    const service = createLocalAws({ data: aws.data, port: aws.service.port, credentials, limits });
    aws.connect(await service);
  };
  const predict = () =>
    aws.ml.send(new PredictCommand({ MLModelId: "model", Record: {}, PredictEndpoint: aws.service.url }));

  it("end a burst of predictions, where a peak rate is given", async () => {
    await aws.ml.send(new CreateRealtimeEndpointCommand({ MLModelId: "model" }));
    while ((await aws.model("model")).EndpointInfo!.EndpointStatus !== "READY");
    const many = () => Promise.allSettled(Array.from({ length: 20 }, predict));
    assert.equal((await aws.model("model")).EndpointInfo!.PeakRequestsPerSecond, 200);
    assert.ok((await many()).every(({ status }) => status === "fulfilled"));
    await restart({ peakRate: 3 });
    assert.equal((await aws.model("model")).EndpointInfo!.PeakRequestsPerSecond, 3);
    const refused = (await many()).filter((result) => result.status === "rejected");
    assert.ok(refused.length > 0);
    assert.ok(refused.every(({ reason }) => (reason as Error).name === "LimitExceededException"));
  });

  it("begin anew each second, and are of each model", () => {
    let now = 0;
    const peak = new PeakRate(2, () => new Date(now));
    const counted = (id: string) => {
      try {
        peak.count(id);
        return true;
      } catch {
        return false;
      }
    };
    assert.deepEqual(["a", "a", "a", "b"].map(counted), [true, true, false, true]);
    now = 999;
    assert.equal(counted("a"), false);
    now = 1000;
    assert.equal(counted("a"), true);
  });

  it("fail a job of too much data, and one that takes too long", async () => {
    await restart({ dataBytes: 100, jobSeconds: 1 });
    await aws.createDataSource("large");
    assert.match(
      (await aws.dataSource("large")).Message!,
      /Expected at most 100 bytes of data \(--data-bytes\), got \d+/,
    );
    await restart({ jobSeconds: 1 });
    await aws.createModel("long", "source", { "sgd.maxPasses": "10000" });
    assert.match((await aws.model("long")).Message!, /took more than 1 s, and was ended \(--job-seconds\)/);
  });
});
