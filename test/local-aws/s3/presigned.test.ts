import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { scopeText, signatureOf, signingKey, stringToSign } from "../../../local-aws/http/sigv4";
import { credentials, TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["s3"]["send"] = (command: never) => aws.s3.send(command) as never;
const at = { Bucket: "bucket", Key: "a b/ä+.csv" };
const content = async (Key = at.Key) =>
  (await send(new GetObjectCommand({ Bucket: "bucket", Key }))).Body!.transformToString();
const codeOf = async (response: Response) => /<Code>(\w+)</.exec(await response.text())?.[1];

describe("who has no key of the local S3", () => {
  let client: never;
  before(async () => {
    await aws.start();
    // These packages bring a version of the client of their own.
    client = aws.s3 as never;
    await send(new CreateBucketCommand({ Bucket: "bucket" }));
  });
  after(() => aws.remove());

  it("puts and gets by URLs that were signed, and by nothing else", async () => {
    const put = await getSignedUrl(client, new PutObjectCommand({ ...at, Metadata: { from: "url" } }));
    assert.equal((await fetch(put, { method: "PUT", body: "by url" })).status, 200);
    assert.equal((await send(new HeadObjectCommand(at))).Metadata!.from, "url");
    const get = await getSignedUrl(client, new GetObjectCommand({ ...at, ResponseContentType: "text/csv" }));
    const response = await fetch(get);
    assert.deepEqual([await response.text(), response.headers.get("content-type")], ["by url", "text/csv"]);
    assert.equal((await fetch(get, { headers: { range: "bytes=0-1" } })).status, 206);
    assert.equal(await codeOf(await fetch(get.replace("Expires=900", "Expires=901"))), "SignatureDoesNotMatch");
    assert.equal(await codeOf(await fetch(get.replace("a%20b", "a%20c"))), "SignatureDoesNotMatch");
    assert.equal(await codeOf(await fetch(get, { method: "DELETE" })), "SignatureDoesNotMatch");
    assert.equal(
      await codeOf(await fetch(put, { method: "PUT", headers: { "x-amz-acl": "private" } })),
      "AccessDenied",
    );
    const signingDate = new Date(Date.now() - 3_600_000);
    const old = await getSignedUrl(client, new GetObjectCommand(at), { signingDate, expiresIn: 3599 });
    const expired = await fetch(old);
    assert.match(await expired.text(), /<Code>AccessDenied<.*Request has expired/);
    assert.equal(
      (await fetch(await getSignedUrl(client, new GetObjectCommand(at), { signingDate, expiresIn: 3700 }))).status,
      200,
    );
  });

  it("sends a file by a form whose policy was signed, within what that allows", async () => {
    const post = async (options: Partial<PresignedPostOptions>, file: string, change: Record<string, string> = {}) => {
      const { url, fields } = await createPresignedPost(client, {
        Bucket: "bucket",
        Key: "form/${filename}",
        ...options,
      });
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...fields, ...change })) form.append(name, value);
      form.append("file", new Blob([file]), "upload.csv");
      return fetch(url, { method: "POST", body: form, redirect: "manual" });
    };
    const Fields = { "Content-Type": "text/csv", "x-amz-meta-from": "form", success_action_status: "201" };
    const made = await post({ Fields }, "by form");
    assert.equal(made.status, 201);
    assert.match(await made.text(), /<Key>form\/upload.csv<\/Key>/);
    assert.equal(await content("form/upload.csv"), "by form");
    const { ContentType, Metadata } = await send(new HeadObjectCommand({ Bucket: "bucket", Key: "form/upload.csv" }));
    assert.deepEqual([ContentType, Metadata], ["text/csv", { from: "form" }]);
    assert.equal((await post({}, "x")).status, 204);
    const redirect = await post({ Fields: { success_action_redirect: "http://localhost/done" } }, "x");
    assert.match(redirect.headers.get("location")!, /^http:\/\/localhost\/done\?bucket=bucket&key=form/);
    const Conditions: PresignedPostOptions["Conditions"] = [["content-length-range", 2, 4]];
    for (const [file, code] of [
      ["x", "EntityTooSmall"],
      ["xxxxx", "EntityTooLarge"],
    ])
      assert.equal(await codeOf(await post({ Key: "limited", Conditions }, file)), code);
    await assert.rejects(content("limited"), { name: "NoSuchKey" });
    assert.equal(await codeOf(await post({}, "x", { key: "elsewhere" })), "AccessDenied");
    assert.equal(await codeOf(await post({}, "x", { "x-amz-meta-more": "1" })), "AccessDenied");
    assert.equal(
      await codeOf(await post({}, "x", { Policy: Buffer.from("{}").toString("base64") })),
      "SignatureDoesNotMatch",
    );
    assert.equal(await codeOf(await post({ Expires: -1 }, "x")), "AccessDenied");
    const unsigned = new FormData();
    unsigned.append("key", "k");
    unsigned.append("file", new Blob(["x"]), "x");
    assert.equal(
      await codeOf(await fetch(`${aws.service.url}/bucket`, { method: "POST", body: unsigned })),
      "AccessDenied",
    );
    // Its answer comes, and the connection is good for more, also when much of it has not been read.
    const large = new FormData();
    large.append("key", "k");
    large.append("file", new Blob([Buffer.alloc(30 << 20)]), "x");
    for (let i = 0; i < 2; i++)
      assert.equal(
        await codeOf(await fetch(`${aws.service.url}/bucket`, { method: "POST", body: large })),
        "AccessDenied",
      );
    // A form is no way around the signature of another operation.
    assert.equal(
      await codeOf(await fetch(`${aws.service.url}/bucket?delete`, { method: "POST", body: unsigned })),
      "AccessDenied",
    );
  });

  it("cannot make another operation of a URL by a header, which nobody signed", async () => {
    const put = await getSignedUrl(client, new PutObjectCommand({ ...at, Key: "marked" }));
    assert.equal(
      (await fetch(put, { method: "PUT", body: "x", headers: { tagging: "x", policy: "x", acl: "x" } })).status,
      200,
    );
    assert.equal(await content("marked"), "x");
  });

  it("cannot put what could not be given back, nor what PutObject refuses", async () => {
    const url = await getSignedUrl(client, new PutObjectCommand({ ...at, Key: "named", Metadata: { name: "日本" } }));
    assert.equal((await fetch(url, { method: "PUT", body: "x" })).status, 200);
    assert.equal(await content("named"), "x");
    const broken = await getSignedUrl(
      client,
      new PutObjectCommand({ ...at, Key: "broken", Metadata: { name: "a\nb" } }),
    );
    assert.equal(await codeOf(await fetch(broken, { method: "PUT", body: "x" })), "InvalidArgument");
    const ResponseContentDisposition = 'attachment; filename="日本.csv"';
    const named = await getSignedUrl(client, new GetObjectCommand({ ...at, Key: "named", ResponseContentDisposition }));
    assert.equal((await fetch(named)).status, 200);
    for (const [field, code] of [
      ["acl", "NotImplemented"],
      ["x-amz-storage-class", "NotImplemented"],
      ["x-amz-server-side-encryption", "NotImplemented"],
      ["x-amz-meta-a b", "InvalidArgument"],
    ]) {
      const { url, fields } = await createPresignedPost(client, {
        Bucket: "bucket",
        Key: "refused",
        Fields: { [field]: "public-read" },
      });
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", new Blob(["x"]));
      assert.equal(await codeOf(await fetch(url, { method: "POST", body: form })), code, field);
    }
    await assert.rejects(content("refused"), { name: "NoSuchKey" });
    const tagging = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
    const { url: address, fields } = await createPresignedPost(client, {
      Bucket: "bucket",
      Key: "tagged",
      Fields: { tagging },
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["x"]));
    assert.equal((await fetch(address, { method: "POST", body: form })).status, 204);
    assert.equal((await send(new GetObjectCommand({ Bucket: "bucket", Key: "tagged" }))).TagCount, 1);
  });

  /** A form in pieces, which may break off. */
  async function postPieces(pieces: string[], length = pieces.join("").length): Promise<string> {
    const socket = connect(aws.service.port, "127.0.0.1");
    const host = `127.0.0.1:${aws.service.port}`;
    socket.write(
      `POST /bucket HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=B\r\ncontent-length: ${length}\r\n\r\n`,
    );
    const answer = text(socket);
    for (const piece of pieces) {
      socket.write(piece);
      await sleep(20);
    }
    return /<Code>(\w+)</.exec(await answer)?.[1] ?? "";
  }
  const part = (name: string, value: string, file = "") =>
    `--B\r\ncontent-disposition: form-data; name="${name}"${file && `; filename="${file}"`}\r\n\r\n${value}\r\n`;

  it("ends no service by a form that breaks off, and is answered before all of a refused one is sent", async () => {
    assert.equal(await postPieces([part("key", "k"), part("file", "x", "f")]), "AccessDenied");
    assert.equal(await postPieces([part("key", "k"), part("upload", "x", "f")]), "MalformedPOSTRequest");
    assert.equal(await postPieces([part("key", "k")]), "MalformedPOSTRequest");
    const long = [
      part("key", "k"),
      part("file", "x".repeat(1 << 16), "f").slice(0, -2),
      ...Array<string>(40).fill("x".repeat(1 << 16)),
    ];
    assert.equal(await postPieces([...long, "\r\n--B--\r\n"]), "AccessDenied");
    assert.equal((await fetch(`${aws.service.url}/health`)).status, 200);
  });

  /** As the SDKs for Java and minio-go send streams without TLS. */
  async function putInChunks(
    Key: string,
    chunks: string[],
    { trailer, spoilt = -1 }: { trailer?: string; spoilt?: number } = {},
  ) {
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const scope = { day: time.slice(0, 8), region: "us-east-1", service: "s3" };
    const payload = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer ? "-TRAILER" : ""}`;
    const size = chunks.join("").length;
    const headers: Record<string, string> = {
      host: `127.0.0.1:${aws.service.port}`,
      "x-amz-content-sha256": payload,
      "x-amz-date": time,
      "x-amz-decoded-content-length": String(size),
      ...(trailer && { "x-amz-trailer": "x-amz-checksum-sha256" }),
    };
    const path = `/bucket/${Key}`;
    const key = signingKey(credentials.secretAccessKey, scope);
    const request = { method: "PUT", path, query: [], headers: Object.entries(headers), payloadHash: payload };
    let previous = signatureOf(key, stringToSign(request, time, scope));
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scopeText(scope)}, SignedHeaders=${Object.keys(headers).sort().join(";")}, Signature=${previous}`;
    const sha256 = (data: string) => createHash("sha256").update(data).digest("hex");
    const next = (kind: string, ...hashes: string[]) =>
      (previous = createHmac("sha256", key)
        .update([`AWS4-HMAC-SHA256-${kind}`, time, scopeText(scope), previous, ...hashes].join("\n"))
        .digest("hex"));
    let body = "";
    for (const [i, chunk] of [...chunks, ""].entries()) {
      const signature = next("PAYLOAD", sha256(""), sha256(chunk));
      const sent = i === spoilt ? chunk.replace(/./, "!") : chunk;
      body += `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${sent}${chunk && "\r\n"}`;
    }
    if (trailer) {
      const line = `x-amz-checksum-sha256:${trailer}`;
      body += `${line}\r\nx-amz-trailer-signature:${next("TRAILER", sha256(`${line}\n`))}\r\n`;
    }
    body += "\r\n";
    const socket = connect(aws.service.port, "127.0.0.1");
    const head = Object.entries({ ...headers, "content-length": String(body.length), connection: "close" });
    socket.write(`PUT ${path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`);
    const answer = await text(socket);
    return /<Code>(\w+)</.exec(answer)?.[1] ?? /^HTTP\/1.1 (\d+)/.exec(answer)![1];
  }

  it("sends streams in chunks, each of which has to be signed", async () => {
    const chunks = ["first chunk,", "second"];
    assert.equal(await putInChunks("signed", chunks), "200");
    assert.equal(await content("signed"), chunks.join(""));
    assert.equal(await putInChunks("spoilt", chunks, { spoilt: 1 }), "SignatureDoesNotMatch");
    const trailer = createHash("sha256").update(chunks.join("")).digest("base64");
    assert.equal(await putInChunks("trailed", chunks, { trailer }), "200");
    assert.equal(await content("trailed"), chunks.join(""));
    assert.equal(await putInChunks("spoilt", chunks, { trailer, spoilt: 0 }), "SignatureDoesNotMatch");
    const wrong = createHash("sha256").digest("base64");
    assert.equal(await putInChunks("spoilt", chunks, { trailer: wrong }), "BadDigest");
    await assert.rejects(content("spoilt"), { name: "NoSuchKey" });
  });
});
