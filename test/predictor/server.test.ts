import assert from "node:assert/strict";
import { NothingServes, type ServedModel } from "../../predictor/served";
import { answerFor, appWith, served } from "./predictor";

/** As a browser sends it. */
const form = (fields: Record<string, string>, origin = "http://localhost") => ({
  method: "POST",
  body: new URLSearchParams(fields),
  headers: { origin },
});
const json = (body: unknown) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

describe("the predictor page", () => {
  it("asks for an insurance number, with the model, its data and its day", async () => {
    const text = await (await appWith().request("/")).text();
    assert.match(text, /<label for="number">Enter Insurance Number<\/label>/);
    assert.match(text, /Model ml-0de7674a-9d7dfedf84f4, of the data 5a44a38ae95a, trained on 25 Nov 2026\./);
    assert.match(text, /<a href="\/heat-map\.html">/);
  });

  it("offers the definition's examples as values to start from", async () => {
    const app = appWith();
    const text = await (await app.request("/")).text();
    const [, number] = /<a href="\/\?example=1">(\w+)<\/a>/.exec(text)!;
    assert.match(await (await app.request("/?example=1")).text(), new RegExp(`value="${number}"`));
    assert.match(await (await app.request("/?example=99")).text(), /name="number" value=""/);
  });

  it("answers a posted number and one in the address alike: all classes, three decimals, three highlighted", async () => {
    const app = appWith();
    const posted = await (await app.request("/", form({ number: "WXY5678" }))).text();
    const addressed = await (await app.request("/WXY5678")).text();
    assert.equal(posted, addressed);
    assert.match(posted, /<th scope="col">Policy<\/th><th scope="col" class="n">Probability<\/th>/);
    assert.match(posted, /<tr class="top"><th scope="row">CO HEALTH FIRST<\/th><td class="n">0\.700<\/td>/);
    assert.equal(posted.match(/<tr class="top">/g)!.length, 3);
    assert.equal(posted.match(/<th scope="row">/g)!.length, 5);
    assert.match(posted, /&lt;b&gt;UMR&lt;\/b&gt;/);
    assert.doesNotMatch(posted, /not sure/);
  });

  it("says when even the best one is improbable", async () => {
    const text = await (await appWith().request("/W12")).text();
    assert.match(text, /The model is not sure:<\/strong> it gives even the best one a probability of 0\.300 only/);
  });

  it("says why there is no answer: characters outside the alphabet, too many, none", async () => {
    const app = appWith();
    for (const [number, reason] of [
      ["W*1", "Expected digits and letters A-Z, got another character at place 2."],
      ["W".repeat(40), "Expected at most 23 characters, got 40."],
      [" ", "Expected an insurance number, got nothing."],
    ]) {
      const response = await app.request("/", form({ number }));
      assert.equal(response.status, 400);
      assert.ok((await response.text()).includes(`role="alert">${reason}</p>`), reason);
    }
  });

  it("shows what was typed again, escaped", async () => {
    const text = await (await appWith().request("/", form({ number: '"><script>1</script>' }))).text();
    assert.match(text, /value="&quot;&gt;&lt;script&gt;1&lt;\/script&gt;"/);
    assert.doesNotMatch(text, /<script/);
  });

  it("has the heat map one click away, with as many classes as wanted", async () => {
    const app = appWith();
    assert.match(await (await app.request("/heat-map.html")).text(), /Macro F1 0\.693[^]*Other \(91 classes\)/);
    assert.doesNotMatch(await (await app.request("/heat-map.html?classes=all")).text(), /Other \(/);
    const without = await appWith({ heatMap: async () => undefined }).request("/heat-map.html");
    assert.equal(without.status, 404);
    assert.match(await without.text(), /the held-out rows were not predicted/);
  });

  it("answers in JSON at /api/predict, errors too", async () => {
    const app = appWith();
    const { generation, features, trained, modelId } = served;
    const good = await app.request("/api/predict", json({ number: "WXY5678" }));
    assert.deepEqual(await good.json(), {
      ...{ modelId, generation, features, trained },
      ...answerFor({ features: [] } as never, { number: "WXY5678" }),
    });
    for (const [request, reason] of [
      [json({ number: "W*" }), "Expected digits and letters A-Z, got another character at place 2."],
      [json({}), "Expected an insurance number, got nothing."],
      [json({ numbr: "W1" }), "Expected the column number, got 'numbr'."],
      [json({ number: ["W1"] }), "Expected text, a number, true, false or null, got a list."],
      [json("{"), 'Expected a JSON object such as {"number": "WXY5678"}.'],
    ] as const) {
      const response = await app.request("/api/predict", request);
      assert.deepEqual([response.status, await response.json()], [400, { error: { message: reason } }]);
    }
  });

  it("takes no number in an address when it is told not to", async () => {
    const app = appWith({ allowsAddresses: false });
    assert.equal((await app.request("/WXY5678")).status, 404);
    assert.equal((await app.request("/api/predict?number=WXY5678")).status, 404);
    assert.equal((await app.request("/", form({ number: "WXY5678" }))).status, 200);
    assert.equal((await appWith().request("/api/predict?number=WXY5678")).status, 200);
  });

  it("allows nothing but its own style sheet, is kept nowhere, and takes no big body", async () => {
    const { headers } = await appWith().request("/WXY5678");
    assert.match(
      headers.get("content-security-policy")!,
      /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("strict-transport-security"), null);
    const big = await appWith().request("/", form({ number: "W".repeat(200_000) }));
    assert.equal(big.status, 413);
  });

  it("answers under its own name only, and takes no form from elsewhere", async () => {
    const app = appWith({ host: ["127.0.0.1", "localhost"] });
    assert.equal((await app.request("http://localhost/W1")).status, 200);
    const rebound = await app.request("http://evil.example/W1");
    assert.deepEqual([rebound.status, await rebound.text()], [421, "Expected a request to 127.0.0.1 or localhost.\n"]);
    const number = { number: "W1" };
    assert.equal((await app.request("http://localhost/", form(number, "http://evil.example"))).status, 403);
    assert.equal((await app.request("http://localhost/", form(number))).status, 200);
  });

  it("answers programs, which say nothing of an origin (`curl -d`), and no page of another site", async () => {
    const app = appWith();
    const post = (headers: Record<string, string>) =>
      app.request("http://localhost/api/predict", { method: "POST", headers, body: '{"number": "W1"}' });
    const asCurl = { "content-type": "application/x-www-form-urlencoded", host: "localhost" };
    assert.equal((await post(asCurl)).status, 200);
    assert.equal((await post({ ...asCurl, origin: "http://localhost" })).status, 200);
    const foreigners: Record<string, string>[] = [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const foreign of foreigners)
      for (const type of ["application/json", "text/plain"])
        assert.equal((await post({ ...asCurl, "content-type": type, ...foreign })).status, 403);
  });

  it("blames a request that can't be read on who sent it, and takes no icon for a number", async () => {
    const headers = { "content-type": "multipart/form-data", origin: "http://localhost" };
    const broken = await appWith().request("http://localhost/", { method: "POST", headers, body: "x" });
    assert.equal(broken.status, 400);
    assert.match(await broken.text(), /Expected the form's fields/);
    assert.equal((await appWith().request("/favicon.ico")).status, 204);
  });

  it("follows the stack to another model, at once when the old one does not answer any more", async () => {
    let now: ServedModel = served;
    const app = appWith({
      find: async () => now,
      predict: async ({ modelId }, definition, row) => {
        if (modelId !== now.modelId) throw new Error("no endpoint");
        return answerFor(definition, row);
      },
    });
    assert.match(await (await app.request("/W1")).text(), /Model ml-0de7674a-9d7dfedf84f4/);
    now = { ...served, modelId: "ml-new" };
    assert.match(await (await app.request("/W1")).text(), /Model ml-new/);
  });

  it("says what to do when nothing serves, and nothing of the inside when the model fails", async () => {
    const nothing = await appWith({
      find: () => Promise.reject(new NothingServes("Nothing serves yet: run `npm run ml:learn` first.")),
    }).request("/");
    assert.equal(nothing.status, 503);
    assert.match(await nothing.text(), /Nothing serves yet: run `npm run ml:learn` first/);
    const { error } = console;
    const logged: string[] = [];
    console.error = (text: string) => logged.push(text);
    try {
      const app = appWith({ predict: () => Promise.reject(new Error("secret detail")) });
      const failed = await app.request("/api/predict", json({ number: "W1" }));
      assert.equal(failed.status, 503);
      assert.doesNotMatch(await failed.text(), /secret/);
      assert.deepEqual(logged, ["secret detail"]);
    } finally {
      console.error = error;
    }
  });

  it("has a field for each column where the features are made of several", async () => {
    const app = appWith({
      find: async () => ({ ...served, definition: "satellite" }),
      predict: async () => ({ ranked: [{ label: "soil", probability: 1 }] }),
    });
    const text = await (await app.request("/")).text();
    assert.equal(text.match(/<input /g)!.length, 36);
    assert.match(text, /<label for="x_1">X 1<\/label>/);
    assert.equal((await app.request("/", form({ x_1: "3" }))).status, 200);
  });
});
