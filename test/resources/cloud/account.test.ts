import assert from "node:assert/strict";
import { callerAccount } from "../../../resources/cloud/account";
import { StsServer } from "../../sts-server";

/** Against moto's STS: test/long/moto.test.ts. */
describe("the account", () => {
  const sts = new StsServer();
  before(() => sts.start());
  after(() => sts.stop());

  it("is that of the credentials at hand, and may be told to be another one", async () => {
    assert.equal(await callerAccount("us-east-1", ""), "123456789012");
    await assert.rejects(
      callerAccount("us-east-1", "1".repeat(12)),
      /account 111111111111 .*got those of 123456789012/,
    );
  });

  it("is not told for credentials that have expired, or that AWS does not know: the message says what to do", async () => {
    sts.failure = "ExpiredToken";
    await assert.rejects(
      callerAccount("us-east-1", ""),
      /\(ExpiredToken\)\. They have expired\. Sign in .*OIDC \(deploy\/README\.md\)/,
    );
    sts.failure = "InvalidClientTokenId";
    await assert.rejects(callerAccount("us-east-1", ""), /They are none that AWS knows\. Sign in/);
    sts.failure = undefined;
  });
});
