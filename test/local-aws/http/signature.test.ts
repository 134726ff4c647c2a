import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../sha256";
import { credentials, TestLocalAws } from "../local-aws";

describe("signature", () => {
  const aws = new TestLocalAws();
  before(() => aws.start());
  after(() => aws.remove());

  const signerOf = (service: string, region = "us-east-1") =>
    new SignatureV4({ credentials, region, service, sha256: Sha256, applyChecksum: false, uriEscapePath: false });

  /** Signs one body and sends another. */
  async function send(signedBody: string, sentBody: string, declareHash: boolean): Promise<string | null> {
    const signer = signerOf("machinelearning");
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

  /** A signed request to S3 or Amazon ML, changed after it was signed. */
  async function changed(
    service: "s3" | "machinelearning",
    {
      before = {},
      after = {},
      region,
      scope = service,
      signingDate = new Date(),
    }: {
      before?: Record<string, string>;
      after?: Record<string, string>;
      region?: string;
      scope?: string;
      signingDate?: Date;
    },
  ): Promise<{ status: number; text: string }> {
    const host = `127.0.0.1:${aws.service.port}`;
    const body = service === "s3" ? undefined : '{"MLModelId":"a"}';
    const headers: Record<string, string> = {
      host,
      ...(service === "s3"
        ? { "x-amz-content-sha256": createHash("sha256").digest("hex") }
        : { "x-amz-target": "AmazonML_20141212.GetMLModel" }),
      ...before,
    };
    const request = {
      method: service === "s3" ? "GET" : "POST",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/",
      headers,
      body,
    };
    const { headers: signed } = await signerOf(scope, region).sign(request, { signingDate });
    const sent = { ...signed, ...after };
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(aws.service.url, { method: request.method, headers: sent }, (response) => {
        void text(response).then((text) => resolve({ status: response.statusCode!, text }), reject);
      });
      outgoing.on("error", reject).end(body);
    });
  }

  it("covers all of host and x-amz-*: what was not signed can't be added", async () => {
    assert.equal((await changed("s3", {})).status, 200);
    assert.match((await changed("machinelearning", {})).text, /ResourceNotFound/);
    assert.match((await changed("s3", { after: { "x-amz-acl": "public-read" } })).text, /<Code>AccessDenied</);
    const other = await changed("machinelearning", { after: { "x-amz-target": "AmazonML_20141212.DeleteMLModel" } });
    assert.deepEqual(
      [other.status, (JSON.parse(other.text) as { __type: string }).__type],
      [403, "InvalidSignatureException"],
    );
    const more = await changed("machinelearning", { after: { "x-amz-user-agent": "x" } });
    assert.match(more.text, /got without: x-amz-user-agent/);
  });

  it("is for one service, a region and a day", async () => {
    assert.match(
      (await changed("s3", { scope: "machinelearning" })).text,
      /scoped to a region and the service &apos;s3&apos;|scoped to a region and the service 's3'/,
    );
    assert.match((await changed("machinelearning", { scope: "s3" })).text, /IncompleteSignature/);
    // Whatever the region is called: s3cmd signs for US, other services for auto or garage.
    assert.match((await changed("s3", { region: "US" })).text, /ListAllMyBucketsResult/);
    assert.match((await changed("s3", { region: "a.b" })).text, /AuthorizationHeaderMalformed/);
    assert.match((await changed("s3", { signingDate: new Date(Date.now() - 3_600_000) })).text, /RequestTimeTooSkewed/);
  });

  it("takes a date that there is not for a wrong one, and says so with 403", async () => {
    for (const service of ["s3", "machinelearning"] as const) {
      const { status, text } = await changed(service, { after: { "x-amz-date": "20261399T996199Z" } });
      assert.equal(status, 403, text);
    }
  });

  it("wants the hash of what is sent: Amazon ML of all, S3 unless it says that it is not signed", async () => {
    const hash = "x-amz-content-sha256";
    assert.equal((await changed("s3", { before: { [hash]: "UNSIGNED-PAYLOAD" } })).status, 200);
    assert.match((await changed("s3", { before: { [hash]: "nonsense" } })).text, /InvalidArgument/);
    assert.match(
      (await changed("machinelearning", { before: { [hash]: "UNSIGNED-PAYLOAD" } })).text,
      /does not match the SHA-256/,
    );
  });
});
