import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../../local-aws/signature";
import { credentials, TestLocalAws } from "./local-aws";

describe("signature", () => {
  const aws = new TestLocalAws();
  before(() => aws.start());
  after(() => aws.remove());

  /** Signs one body and sends another. */
  async function send(signedBody: string, sentBody: string, declareHash: boolean): Promise<string | null> {
    const signer = new SignatureV4({
      credentials,
      region: "us-east-1",
      service: "machinelearning",
      sha256: Sha256,
      applyChecksum: false,
    });
    const hash = createHash("sha256").update(signedBody).digest("hex");
    const headers = {
      host: `127.0.0.1:${aws.service.port}`,
      "x-amz-target": "AmazonML_20141212.GetMLModel",
      ...(declareHash && { "x-amz-content-sha256": hash }),
    };
    const request = { method: "POST", protocol: "http:", hostname: "127.0.0.1", path: "/", headers, body: signedBody };
    const { headers: signed } = await signer.sign(request);
    delete signed.host;
    const response = await fetch(aws.service.url, { method: "POST", headers: signed, body: sentBody });
    return response.headers.get("x-amzn-errortype");
  }

  it("holds for the body that was signed, with and without a declared hash", async () => {
    for (const declareHash of [true, false]) {
      assert.equal(await send('{"MLModelId":"a"}', '{"MLModelId":"a"}', declareHash), "ResourceNotFoundException");
      assert.equal(await send('{"MLModelId":"a"}', '{"MLModelId":"b"}', declareHash), "InvalidSignatureException");
    }
  });
});
