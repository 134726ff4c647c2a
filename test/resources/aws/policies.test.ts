import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  batchPredictionId,
  dataSourceIds,
  evaluationId,
  idPrefixes,
  modelId,
} from "../../../plan/engines/amazon-ml/ids";
import { folders, reportPrefix, resultsPrefix, uploadKeys } from "../../../plan/identity";
import type { Policy } from "../../../plan/policy";
import { bucketPolicy, predictorPolicy, runnerPolicy } from "../../../resources/aws/policies";
import type { StackPlace } from "../../../plan/place";

const stackPlace: StackPlace = {
  engine: "amazon-ml",
  account: "123456789012",
  region: "us-east-1",
  bucket: "my-bucket",
  stackKey: "abcd1234",
  parameter: "/ml-learn/prod",
  makesBucket: true,
};
const statement = ({ Statement }: Policy, sid: string) => Statement.find(({ Sid }) => Sid === sid);
const actions = ({ Statement }: Policy) => Statement.flatMap(({ Action }) => Action);

/** Their wording is checked by parliament, in test/long/moto.test.ts. */
describe("policies", () => {
  it("follow the ids and keys that the program makes, whatever these begin with", () => {
    const before = structuredClone({ folders, idPrefixes });
    const all = () => JSON.stringify([bucketPolicy, runnerPolicy, predictorPolicy].map((policy) => policy(stackPlace)));
    try {
      Object.assign(folders, { uploads: "u8", predictions: "p8", reports: "r8" });
      Object.assign(idPrefixes, { DataSource: { training: "t8", evaluation: "e8" }, MLModel: "m8", Evaluation: "v8" });
      Object.assign(idPrefixes, { BatchPrediction: "b8" });
      const digest = "d".repeat(64);
      const stack = stackPlace.stackKey;
      const keys = Object.values(uploadKeys(stack, digest, ["a", "b"]));
      for (const key of [...keys, resultsPrefix(stack, digest), reportPrefix(stack, digest)])
        assert.ok(all().includes(`my-bucket/${key.split("/").slice(0, 2).join("/")}/*`), key);
      const ids = { datasource: Object.values(dataSourceIds(stack, digest)), mlmodel: [modelId(stack, digest)] };
      const others = { evaluation: [evaluationId(stack, digest)], batchprediction: [batchPredictionId(stack, digest)] };
      for (const [kind, made] of Object.entries({ ...ids, ...others }))
        for (const id of made) assert.ok(all().includes(`:${kind}/${id.replace(/d+$/, "*")}`), id);
      assert.doesNotMatch(all(), /uploads|predictions\/|reports|\b(tr|ev|ml|bp)-abcd1234/);
    } finally {
      Object.assign(folders, before.folders);
      Object.assign(idPrefixes, before.idPrefixes);
    }
  });

  it("let Amazon ML read, list and write in the bucket, of this account only, under the stack's own prefixes", () => {
    const policy = bucketPolicy(stackPlace);
    const ours = {
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnLike: { "aws:SourceArn": "arn:aws:machinelearning:us-east-1:123456789012:*" },
    };
    for (const sid of ["AmazonMLReads", "AmazonMLLists", "AmazonMLWrites"]) {
      const { Effect, Principal, Condition } = statement(policy, sid)!;
      assert.deepEqual([Effect, Principal], ["Allow", { Service: "machinelearning.amazonaws.com" }]);
      assert.deepEqual({ ...Condition, StringLike: undefined }, { ...ours, StringLike: undefined });
    }
    assert.deepEqual(statement(policy, "AmazonMLWrites")!.Resource, "arn:aws:s3:::my-bucket/predictions/abcd1234/*");
    assert.deepEqual(statement(policy, "AmazonMLReads")!.Resource, [
      "arn:aws:s3:::my-bucket/uploads/abcd1234/*",
      "arn:aws:s3:::my-bucket/predictions/abcd1234/*",
    ]);
    assert.deepEqual(statement(policy, "AmazonMLLists")!.Condition!.StringLike, {
      "s3:prefix": ["uploads/abcd1234/*", "predictions/abcd1234/*"],
    });
    const { Effect, Condition } = statement(policy, "OnlyOverTls")!;
    assert.deepEqual([Effect, Condition], ["Deny", { Bool: { "aws:SecureTransport": "false" } }]);
  });

  it("let the program do what it calls, on its own entities and objects", () => {
    const policy = runnerPolicy(stackPlace);
    for (const { Sid, Resource } of policy.Statement)
      if (!["CreateEntities", "FindParameters"].includes(Sid)) assert.ok(![Resource].flat().includes("*"), Sid);
    for (const entity of [statement(policy, "OwnEntities")!.Resource].flat())
      assert.match(entity, /\/(tr|ev|ml|bp)-abcd1234-\*$/);
    assert.ok(actions(policy).includes("s3:CreateBucket") && actions(policy).includes("ssm:PutParameter"));
    const small = actions(runnerPolicy({ ...stackPlace, parameter: "", makesBucket: false }));
    const more = actions(policy).filter((action) => !small.includes(action));
    assert.ok(
      more.every((action) => /^ssm:|^s3:.*(Bucket|Configuration|ObjectVersion)/.test(action)),
      more.join(),
    );
    assert.ok(!small.some((action) => action.startsWith("ssm:")));
  });

  it("let the program do all that resources/ calls", () => {
    /** Rights that a call needs beside or in place of the one of its own name. */
    const rights: Record<string, string[]> = {
      "s3:HeadObject": ["s3:GetObject"],
      "s3:HeadBucket": ["s3:ListBucket"],
      "s3:paginateListObjectsV2": ["s3:ListBucket"],
      "s3:PutObject": ["s3:PutObject", "s3:PutObjectTagging"],
      // Of lib-storage.
      "s3:Upload": ["s3:PutObject", "s3:AbortMultipartUpload"],
    };
    const called = readdirSync("resources", { recursive: true, encoding: "utf8" })
      // The local service is not on AWS.
      .filter((file) => file.endsWith(".ts") && file !== "local-aws.ts")
      .flatMap((file) => {
        const text = readFileSync(join("resources", file), "utf8");
        return [
          ...text.matchAll(/import \{([^}]*)\} from "@aws-sdk\/(client-machine-learning|client-s3|lib-storage)"/g),
        ];
      })
      .flatMap(([, names, client]) => {
        const service = client === "client-machine-learning" ? "machinelearning" : "s3";
        const calls = names.match(/\b\w+(?=Command\b)|\bpaginate\w+|\bUpload\b/g) ?? [];
        return calls.map((call) => `${service}:${call}`);
      });
    assert.ok(called.length > 20);
    const allowed = actions(runnerPolicy(stackPlace));
    for (const call of new Set(called))
      for (const action of rights[call] ?? [call]) assert.ok(allowed.includes(action), `${call} needs ${action}`);
  });

  it("let a client predict, and nothing else", () => {
    assert.deepEqual(actions(predictorPolicy({ ...stackPlace, parameter: "" })), ["machinelearning:Predict"]);
    const policy = predictorPolicy(stackPlace);
    assert.deepEqual(actions(policy), ["machinelearning:Predict", "ssm:GetParameter"]);
    assert.equal(
      statement(policy, "ReadWhatServes")!.Resource,
      "arn:aws:ssm:us-east-1:123456789012:parameter/ml-learn/prod",
    );
  });
});
