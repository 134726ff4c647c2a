import assert from "node:assert/strict";
import { bucketPolicy, predictorPolicy, runnerPolicy, type Policy, type Scope } from "../../../resources/aws/policies";

const scope: Scope = {
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
  it("let Amazon ML read, list and write in the bucket, of this account only, under the stack's own prefixes", () => {
    const policy = bucketPolicy(scope);
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
    const policy = runnerPolicy(scope);
    for (const { Sid, Resource } of policy.Statement)
      if (!["CreateEntities", "FindParameters"].includes(Sid)) assert.ok(![Resource].flat().includes("*"), Sid);
    for (const entity of [statement(policy, "OwnEntities")!.Resource].flat())
      assert.match(entity, /\/(tr|ev|ml|bp)-abcd1234-\*$/);
    assert.ok(actions(policy).includes("s3:CreateBucket") && actions(policy).includes("ssm:PutParameter"));
    const small = actions(runnerPolicy({ ...scope, parameter: "", makesBucket: false }));
    assert.ok(
      !small.some(
        (action) => action.startsWith("ssm:") || /Bucket(?!$)|CreateBucket/.test(action.replace("s3:ListBucket", "")),
      ),
    );
  });

  it("let a client predict, and nothing else", () => {
    assert.deepEqual(actions(predictorPolicy({ ...scope, parameter: "" })), ["machinelearning:Predict"]);
    const policy = predictorPolicy(scope);
    assert.deepEqual(actions(policy), ["machinelearning:Predict", "ssm:GetParameter"]);
    assert.equal(
      statement(policy, "ReadWhatServes")!.Resource,
      "arn:aws:ssm:us-east-1:123456789012:parameter/ml-learn/prod",
    );
  });
});
