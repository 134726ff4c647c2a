import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { readForm } from "../../../local-aws/s3/form";

const part = (disposition: string, content: string) =>
  `--B\r\nContent-Disposition: form-data${disposition}\r\n\r\n${content}\r\n`;
const file = part('; name="file"; filename="a.csv"', "1,2");
const read = (body: string, headers = { "content-type": "multipart/form-data; boundary=B" }) =>
  readForm({ headers, body: Readable.from([Buffer.from(body)]) });

describe("a form with a file", () => {
  it("has fields by names in lower case, and what comes behind the file is not looked at", async () => {
    const form = await read(part('; name="Key"', "k") + file + part("", "x") + "--B--\r\n");
    assert.deepEqual([{ ...form.fields }, form.fileName, await text(form.file)], [{ key: "k" }, "a.csv", "1,2"]);
  });

  for (const [what, body, message] of [
    ["a field without a name", part("", "x") + file, /expected a name of each field/],
    ["a field that is a name only", part("; name", "x") + file, /expected a name of each field/],
    [
      "a field that is too long",
      part('; name="key"', "x".repeat((1 << 20) + 1)) + file,
      /at most 1048576 bytes in .* key/,
    ],
    ["a file without a name of its field", part('; filename="f"', "x"), /expected the file in a field named file/],
    ["a file in another field", part('; name="data"; filename="f"', "x"), /expected the file in a field named file/],
    ["no file", part('; name="key"', "k"), /expected a file/],
    ["nothing", "", /POST request/],
  ] as const)
    it(`is refused with ${what}`, () =>
      assert.rejects(read(`${body}--B--\r\n`), { code: "MalformedPOSTRequest", message }));

  it("is refused when it is none", () =>
    assert.rejects(read(file, { "content-type": "multipart/form-data" }), { code: "MalformedPOSTRequest" }));
});
