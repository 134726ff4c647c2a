import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { originForm } from "../../../local-aws/http/loopback";
import { TestLocalAws } from "../local-aws";

describe("who may ask the local AWS", () => {
  const aws = new TestLocalAws();
  before(() => aws.start());
  after(() => aws.remove());

  const ask = (host: string, path = "/health") =>
    new Promise<number>((resolve, reject) => {
      request(`${aws.service.url}${path}`, { headers: { host } }, (response) => resolve(response.resume().statusCode!))
        .on("error", reject)
        .end();
    });

  it("is this machine, by a name that means no other", async () => {
    const { port } = aws.service;
    for (const host of ["127.0.0.1", `localhost:${port}`, "[::1]", "bucket.localhost", "127.1.2.3:80"])
      assert.equal(await ask(host), 200, host);
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.1", "xlocalhost"])
      for (const path of ["/health", "/serving", "/"]) assert.equal(await ask(host, path), 421, host + path);
  });

  it("may name the whole address of what is asked for", async () => {
    const socket = connect(aws.service.port, "127.0.0.1");
    socket.end(
      `GET http://127.0.0.1:${aws.service.port}/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
    );
    assert.match(await text(socket), /^HTTP\/1\.1 200 [^]*"dataDir"/);
    assert.equal(originForm("http://a:1/b/c?d"), "/b/c?d");
    assert.equal(originForm("http://a"), "/");
    assert.equal(originForm("/http://a"), "/http://a");
  });
});
