import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { createLocalAws } from "../../local-aws/server";
import { credentials } from "../local-aws/local-aws";
import { callerAccount } from "../../resources/cloud/account";
import { bucketPolicy, predictorPolicy, runnerPolicy } from "../../resources/aws/policies";
import { checkBucket } from "../../resources/cloud/bucket-access";
import { lifecycle } from "../../resources/s3-upload";
import { Clone } from "../integration/clone";
import { MotoServer } from "../moto-server";
import { StsServer } from "../sts-server";
import { makeTemporaryFolder } from "../temporary-folder";

/** The AWS side against S3, STS and IAM that others wrote. */
describe("on AWS, as moto understands it", function () {
  this.timeout(5 * 60_000);
  const moto = new MotoServer();
  const [home, folder] = [process.cwd(), makeTemporaryFolder()];
  const before_ = { ...process.env };
  const east = { cloud: "aws", region: "us-east-1" };
  let s3: S3Client;

  before(async () => {
    await moto.install();
    await moto.start();
    Object.assign(process.env, moto.environment);
    process.chdir(folder);
    mkdirSync("build");
    s3 = new S3Client({ region: "us-east-1" });
    await s3.send(new CreateBucketCommand({ Bucket: "features" }));
    const LocationConstraint = "eu-west-1" as const;
    await new S3Client({ region: "eu-west-1" }).send(
      new CreateBucketCommand({ Bucket: "in-ireland", CreateBucketConfiguration: { LocationConstraint } }),
    );
  });
  after(async () => {
    await moto.remove();
    process.chdir(home);
    for (const name of Object.keys(moto.environment)) delete process.env[name];
    Object.assign(process.env, before_);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Features of this many bytes, and what an upload of them is told. */
  function features(digest: string, bytes: number, bucket = "features") {
    const content = Buffer.alloc(bytes, "policy,length\nAETNA,7\n");
    const sha256 = createHash("sha256").update(content).digest("hex");
    const files = { "features.csv": { rows: 1, sizeInBytes: bytes, sha256 } };
    const facts = {
      digest,
      holdOut: { strategy: "random" },
      profile: [],
      equalRows: 0,
      ambiguous: { features: 0, rows: 0 },
    };
    writeFileSync("build/features.csv", content);
    writeFileSync("build/features.json", JSON.stringify({ ...facts, files }));
    const keys = { "features.csv": `uploads/abc/${digest}.csv` };
    const of = { digest, features: digest, target: "policy", rows: 1, classes: { AETNA: 1 } };
    return { ...east, row: "urn", bucket, keys, folder: "build", tags: { stack: "a b", features: digest }, ...of };
  }
  const head = (digest: string) =>
    s3.send(new HeadObjectCommand({ Bucket: "features", Key: `uploads/abc/${digest}.csv`, ChecksumMode: "ENABLED" }));

  it("sends features encrypted, with checksum, digest and tags, and not a second time", async () => {
    const inputs = features("d1", 1000);
    const { outs } = await lifecycle.create(inputs);
    const found = await head("d1");
    assert.equal(found.ServerSideEncryption, "AES256");
    assert.equal(found.Metadata!["features-digest"], "d1");
    assert.ok(found.ChecksumCRC32);
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: "features", Key: "uploads/abc/d1.csv" }));
    assert.deepEqual(Object.fromEntries(TagSet!.map(({ Key, Value }) => [Key, Value])), inputs.tags);
    await lifecycle.create(inputs);
    assert.equal((await head("d1")).LastModified!.getTime(), found.LastModified!.getTime());
    assert.deepEqual(await lifecycle.read("id", outs as never), { id: "id", props: outs });
    await lifecycle.delete("id", outs);
    await assert.rejects(head("d1"), { name: "NotFound" });
  });

  it("sends what is above 100 MB in parts", async () => {
    await lifecycle.create(features("d2", 105e6));
    const found = await head("d2");
    assert.match(found.ETag!, /^"[0-9a-f]{32}-7"$/);
    assert.equal(found.ContentLength, 105e6);
    assert.equal(found.ServerSideEncryption, "AES256");
    assert.equal(found.Metadata!["features-digest"], "d2");
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: "features", Key: "uploads/abc/d2.csv" }));
    assert.equal(TagSet!.length, 2);
    await lifecycle.create(features("d2", 105e6));
    assert.equal((await head("d2")).LastModified!.getTime(), found.LastModified!.getTime());
  });

  it("says of a bucket that is missing, or in another region, what was expected and what to do", async () => {
    const missing =
      /Expected the bucket 'no-such-bucket' in us-east-1 \(ml-learn:bucket\), got none of that name\. Make it/;
    await assert.rejects(checkBucket(east, "no-such-bucket"), missing);
    await assert.rejects(lifecycle.create(features("d3", 1000, "no-such-bucket")), missing);
    await assert.rejects(
      checkBucket(east, "in-ireland"),
      /Expected the bucket 'in-ireland' in us-east-1 \(ml-learn:region\), where Amazon ML reads it, got it in eu-west-1\./,
    );
    await checkBucket({ cloud: "aws", region: "eu-west-1" }, "in-ireland");
  });

  it("writes policies that parliament, a linter of IAM policies, finds nothing wrong with that is not meant", async () => {
    const stackPlace = {
      engine: "amazon-ml",
      ...{ account: "123456789012", region: "us-east-1", bucket: "my-bucket", stackKey: "abcd1234" },
      ...{ parameter: "/ml-learn/prod", makesBucket: true },
    };
    const lint = `
import sys
from parliament import analyze_policy_string
print(*sorted({finding.issue for finding in analyze_policy_string(sys.argv[1]).findings}))
`;
    const issues = async (policy: object) => (await moto.python(["-c", lint, JSON.stringify(policy)])).trim();
    const small = { ...stackPlace, makesBucket: false, parameter: "" };
    assert.equal(await issues(predictorPolicy(stackPlace)), "");
    // Creates are for what does not exist yet (the Developer Guide wants "*").
    assert.equal(await issues(runnerPolicy(small)), "RESOURCE_STAR");
    // Whoever manages a bucket's policy may give himself rights on it.
    assert.equal(await issues(runnerPolicy(stackPlace)), "RESOURCE_POLICY_PRIVILEGE_ESCALATION RESOURCE_STAR");
    // A bucket's policy has principals, which the linter of identities' policies does not know.
    const { Statement, ...resource } = bucketPolicy(stackPlace);
    assert.equal(await issues({ ...resource, Statement: Statement.map(({ Principal: _, ...rest }) => rest) }), "");
    const wrong = { Sid: "X", Effect: "Allow", Action: "s3:PutObjekt", Resource: "*" };
    assert.match(await issues({ ...runnerPolicy(stackPlace), Statement: [wrong] }), /UNKNOWN_ACTION/);
  });

  it("knows the account, and refuses another one", async () => {
    assert.equal(await callerAccount("us-east-1", ""), "123456789012");
    assert.equal(await callerAccount("us-east-1", "123456789012"), "123456789012");
    await assert.rejects(
      callerAccount("us-east-1", "999999999999"),
      /Expected credentials of the account 999999999999 \(ml-learn:allowedAccount\), got those of 123456789012/,
    );
  });

  it("takes credentials of a profile, and of a web identity, as the SDK finds them", async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = moto.environment;
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
    process.env.AWS_CONFIG_FILE = join(folder, "config");
    const keys = `aws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n`;
    writeFileSync(join(folder, "credentials"), `[learner]\n${keys}`);
    writeFileSync(join(folder, "config"), "");
    try {
      process.env.AWS_PROFILE = "learner";
      assert.equal(await callerAccount("us-east-1", ""), "123456789012");
      delete process.env.AWS_PROFILE;

      writeFileSync(join(folder, "token"), "a.web.identity");
      process.env.AWS_WEB_IDENTITY_TOKEN_FILE = join(folder, "token");
      process.env.AWS_ROLE_ARN = "arn:aws:iam::123456789012:role/ml-learn";
      assert.equal(await callerAccount("us-east-1", "123456789012"), "123456789012");
    } finally {
      for (const name of ["SHARED_CREDENTIALS_FILE", "CONFIG_FILE", "PROFILE", "WEB_IDENTITY_TOKEN_FILE", "ROLE_ARN"])
        delete process.env[`AWS_${name}`];
      Object.assign(process.env, moto.environment);
    }
  });

  it("runs the whole program: moto says whose account it is, our own service is Amazon ML and S3", async () => {
    const service = await createLocalAws({ data: makeTemporaryFolder(), port: 0, credentials });
    const own = new S3Client({ region: "us-east-1", endpoint: service.url, credentials, forcePathStyle: true });
    await own.send(new CreateBucketCommand({ Bucket: "named-bucket" }));
    process.chdir(home);
    const [clone, sts] = [new Clone(), new StsServer()];
    try {
      await clone.init(500, ["AETNA PPO", "CIGNA OAP", "UMR"]);
      Object.assign(clone.environment, {
        AWS_ENDPOINT_URL_STS: moto.url,
        AWS_ENDPOINT_URL_S3: service.url,
        AWS_ENDPOINT_URL_MACHINE_LEARNING: service.url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local-secret-key",
      });
      await clone.set({ cloud: "aws", bucket: "named-bucket", allowedAccount: "123456789012" });
      assert.match(
        await clone.succeed("preview"),
        /Cost of this run: about \$0\.27[^]*Cost of the endpoints: \$0\.00 -> \$0\.73 a month/,
      );
      const runner = await clone.run("npm", ["run", "-s", "policy", "--", "runner"]);
      assert.match(runner.output, /"arn:aws:machinelearning:us-east-1:123456789012:mlmodel\/ml-[0-9a-f]{8}-\*"/);
      await clone.up();
      assert.match(await clone.up(), /Resources:\n +\d+ unchanged\n/);
      const { AWS_ML_PREDICTION_URL, readme } = (await clone.outputs()) as Record<string, string>;
      assert.equal(AWS_ML_PREDICTION_URL, service.url);
      assert.match(readme, /console\.aws\.amazon\.com\/s3\/object\/named-bucket/);
      await clone.set({ allowedAccount: "999999999999" });
      assert.match((await clone.pulumi("preview")).output, /Expected credentials of the account 999999999999/);
      await clone.set({ allowedAccount: "123456789012" });
      // `refresh` and `destroy` do not run the program, and would take all for gone.
      await sts.start();
      sts.account = "999999999999";
      clone.environment.AWS_ENDPOINT_URL_STS = process.env.AWS_ENDPOINT_URL_STS!;
      const before = await clone.stateRows();
      for (const command of ["refresh", "destroy"]) {
        const { status, output } = await clone.pulumi(command, "--yes", "--skip-preview");
        assert.notEqual(status, 0);
        assert.match(
          output,
          /Expected credentials of the account 123456789012, where this stack's things are, got those of 999999999999/,
        );
      }
      const after = Object.keys(await clone.stateRows()).filter((urn) => !urn.includes("pulumi:Stack"));
      assert.deepEqual(
        after,
        Object.keys(before).filter((urn) => !urn.includes("pulumi:Stack")),
      );
      clone.environment.AWS_ENDPOINT_URL_STS = moto.url;
      await clone.succeed("destroy", "--yes", "--skip-preview");
      const { KeyCount } = await own.send(new ListObjectsV2Command({ Bucket: "named-bucket" }));
      assert.equal(KeyCount, 0);
    } finally {
      sts.stop();
      await clone.remove();
      await service.close();
      process.chdir(folder);
    }
  });

  it("says what to do without credentials, with wrong ones, and where access is denied", async () => {
    await moto.stop();
    // Enough to make the bucket, and a user without any rights.
    await moto.start(3);
    Object.assign(process.env, moto.environment);
    await new S3Client({ region: "us-east-1" }).send(new CreateBucketCommand({ Bucket: "features" }));
    const iam = (action: string) =>
      fetch(moto.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          authorization:
            "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x",
        },
        body: `Action=${action}&UserName=nobody&Version=2010-05-08`,
      }).then((response) => response.text());
    await iam("CreateUser");
    const key = await iam("CreateAccessKey");
    Object.assign(process.env, moto.environment, {
      AWS_ACCESS_KEY_ID: /<AccessKeyId>(.*?)</.exec(key)![1],
      AWS_SECRET_ACCESS_KEY: /<SecretAccessKey>(.*?)</.exec(key)![1],
    });
    const denied = /Expected to be allowed to use the bucket 'features', got \w+: .*npm run policy/;
    await assert.rejects(checkBucket(east, "features"), denied);
    await assert.rejects(lifecycle.create(features("d4", 1000)), denied);
    process.env.AWS_ACCESS_KEY_ID = "AKIAUNKNOWN";
    await assert.rejects(callerAccount("us-east-1", ""), /The AWS credentials can't be used: .*Sign in/);
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    process.env.AWS_EC2_METADATA_DISABLED = "true";
    await assert.rejects(
      callerAccount("us-east-1", ""),
      /The AWS credentials can't be used: .*Sign in \(`aws sso login`/,
    );
    delete process.env.AWS_EC2_METADATA_DISABLED;
  });
});
