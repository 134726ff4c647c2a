import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { stackKey } from "../plan/identity";
import { bucketPolicy } from "../resources/aws/policies";
import { run, type Made } from "./mocked-program";
import { StsServer } from "./sts-server";
import { makeTemporaryFolder } from "./temporary-folder";

/** The program with `cloud: aws`, its resources made by mocks. */
describe("the program on AWS", function () {
  // `@pulumi/aws` takes seconds to load.
  this.timeout(60_000);
  const [home, folder] = [process.cwd(), makeTemporaryFolder()];
  const sts = new StsServer();
  before(async () => {
    process.chdir(folder);
    writeFileSync("examples.csv", "number,policy\nW1,AETNA\nU2,CIGNA\nU3,CIGNA\n");
    await sts.start();
  });
  after(() => {
    sts.stop();
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  const key = stackKey("organization", "ml-learn", "test");
  const bucket = `ml-learn-123456789012-us-east-1-${key}`;
  const of = (made: Made[], type: string) => made.filter((resource) => resource.type === type);
  const inputsOf = (made: Made[], type: string) => of(made, type)[0].inputs;

  it("makes no bucket where one is named, and loads nothing of @pulumi/aws for it", async () => {
    // Nobody is asked for it here: moto is, in test/long/moto.test.ts.
    process.env.AWS_ENDPOINT_URL_S3 = process.env.AWS_ENDPOINT_URL_STS;
    try {
      const { made } = await run({ cloud: "aws", bucket: "my-bucket" });
      assert.deepEqual(
        made.filter(
          ({ type }) => type.startsWith("aws:") || type.startsWith("pulumi:providers") || type === "LocalAws",
        ),
        [],
      );
      assert.equal(inputsOf(made, "S3Upload").bucket, "my-bucket");
      assert.equal(inputsOf(made, "RealtimeEndpoint").service, "");
    } finally {
      delete process.env.AWS_ENDPOINT_URL_S3;
    }
  });

  it("makes its own bucket: versioned, encrypted, closed, tidied, with Amazon ML let in", async () => {
    const { made } = await run({ cloud: "aws" });
    const settings = { bucket };
    const { tags, ...own } = inputsOf(made, "aws:s3/bucket:Bucket");
    assert.deepEqual(own, { bucket, forceDestroy: true });
    assert.deepEqual(tags, { project: "ml-learn", stack: "test" });
    assert.deepEqual(inputsOf(made, "aws:s3/bucketVersioning:BucketVersioning"), {
      ...settings,
      versioningConfiguration: { status: "Enabled" },
    });
    assert.deepEqual(
      inputsOf(made, "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
      { ...settings, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    );
    assert.deepEqual(inputsOf(made, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"), {
      ...settings,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(inputsOf(made, "aws:s3/bucketOwnershipControls:BucketOwnershipControls").rule, {
      objectOwnership: "BucketOwnerPreferred",
    });
    const [rule] = inputsOf(made, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").rules as object[];
    assert.deepEqual(rule, {
      id: "leftovers",
      status: "Enabled",
      filter: {},
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      noncurrentVersionExpiration: { noncurrentDays: 30 },
    });
    const stackPlace = {
      engine: "amazon-ml",
      account: "123456789012",
      region: "us-east-1",
      bucket,
      stackKey: key,
      parameter: "",
      makesBucket: true,
    };
    const { policy } = inputsOf(made, "aws:s3/bucketPolicy:BucketPolicy");
    assert.deepEqual(JSON.parse(policy as string), bucketPolicy(stackPlace));
    assert.equal(inputsOf(made, "S3Upload").bucket, bucket);
  });

  it("makes nothing in the bucket before Amazon ML is let in", async () => {
    const { made } = await run({ cloud: "aws" });
    const order = made.map(({ type }) => type);
    assert.ok(order.indexOf("aws:s3/bucketPolicy:BucketPolicy") < order.indexOf("S3Upload"));
    assert.ok(
      order.indexOf("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock") <
        order.indexOf("aws:s3/bucketPolicy:BucketPolicy"),
    );
  });

  it("binds the provider to the stack's region and the allowed account, and captures no credentials", async () => {
    const { made } = await run({ cloud: "aws", region: "eu-west-1", allowedAccount: "123456789012" });
    const provider = inputsOf(made, "pulumi:providers:aws");
    assert.equal(provider.region, "eu-west-1");
    assert.equal(provider.allowedAccountIds, '["123456789012"]');
    assert.doesNotMatch(JSON.stringify(made), /AKIA|secret/);
  });

  it("tells what serves in an SSM parameter, after the switch", async () => {
    const { made, outputs } = await run({ cloud: "aws", parameter: "/ml-learn/prod" });
    const { name, type, insecureValue } = inputsOf(made, "aws:ssm/parameter:Parameter");
    assert.deepEqual([name, type, outputs.parameter], ["/ml-learn/prod", "String", "/ml-learn/prod"]);
    const told = JSON.parse(insecureValue as string) as Record<string, string>;
    assert.equal(told.AWS_ML_MODEL_ID, outputs.AWS_ML_MODEL_ID);
    assert.equal(told.AWS_ML_PREDICTION_URL, outputs.AWS_ML_PREDICTION_URL);
    assert.equal(told.generation, outputs.serving);
    assert.equal(made.at(-1)!.type, "aws:ssm/parameter:Parameter");
    await assert.rejects(run({ parameter: "/ml-learn/prod" }), /ml-learn:parameter: expected .* for the cloud aws/);
  });

  it("has a read-me with the model, its quality and links to its heat map and report", async () => {
    const { outputs } = await run({ cloud: "aws" });
    const [modelId] = [outputs.AWS_ML_MODEL_ID as string];
    assert.match(
      outputs.readme as string,
      /^# ml-learn, stack test\n\n\*\*[0-9a-f]{12} \(12 Nov 2026\)\*\* serves since 2026-11-12 10:05 UTC: macro F1 0\.700/,
    );
    assert.ok((outputs.readme as string).includes(`- model \`${modelId}\``));
  });

  it("runs as Pulumi.prod.yaml has it, which differs from the local stack in a few lines", async () => {
    const yaml = readFileSync(`${home}/Pulumi.prod.yaml`, "utf8");
    const config = Object.fromEntries(
      [...yaml.matchAll(/^ {2}ml-learn:(\w+): "?(.*?)"?$/gm)].map(([, key, value]) => [key, value]),
    );
    assert.equal(config.cloud, "aws");
    assert.ok(Object.keys(config).length <= 5);
    // Whoever uses it has put another account into it.
    sts.account = config.allowedAccount;
    try {
      const { outputs } = await run(config);
      assert.equal(outputs.parameter, config.parameter);
    } finally {
      sts.account = "123456789012";
    }
  });

  it("refuses another account before anything is declared", async () => {
    sts.account = "999999999999";
    try {
      await assert.rejects(
        run({ cloud: "aws", allowedAccount: "123456789012" }),
        /Expected credentials of the account 123456789012 \(ml-learn:allowedAccount\), got those of 999999999999/,
      );
    } finally {
      sts.account = "123456789012";
    }
  });

  it("says what the run and its endpoints cost, and stops when that is too much", async () => {
    const { said } = await run({ cloud: "aws" });
    assert.match(
      said,
      /Cost of this run: about \$0\.27: \$0\.17 for 0\.40 compute hours at \$0\.42 \(taken to be 0\.1 for each job\), \$0\.10 for 1 started thousand of predictions at \$0\.10\./,
    );
    assert.match(said, /Cost of the endpoints: \$0\.00 -> \$0\.73 a month/);
    await assert.rejects(
      run({ cloud: "aws", maximumRunCost: "0.25" }),
      /The run would cost about \$0\.27: expected at most \$0\.25 \(ml-learn:maximumRunCost\)/,
    );
    assert.match((await run({ cloud: "aws", maximumRunCost: "0.28" })).said, /Cost of this run/);
    assert.doesNotMatch((await run()).said, /Cost/);
  });
});
