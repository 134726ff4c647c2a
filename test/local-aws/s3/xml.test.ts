import assert from "node:assert/strict";
import { buildXml, listOf, parseXml, textOf } from "../../../local-aws/s3/xml";

describe("the XML of S3", () => {
  it("is read with numeric entities, and with prefixes of namespaces or without: as Go's clients send it", () => {
    const parts = ["<s3:Part><s3:PartNumber>1</s3:PartNumber><s3:ETag>&#34;abc&#x22;</s3:ETag></s3:Part>"];
    const text = `<?xml version="1.0"?><s3:Upload xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</s3:Upload>`;
    const [part] = listOf(parseXml(text, "Upload", ["Part"]).Part);
    assert.deepEqual([textOf(part.PartNumber), textOf(part.ETag)], ["1", '"abc"']);
    assert.equal(textOf(parseXml("<A><B> a&amp;b </B></A>", "A").B), " a&b ");
  });

  it("is refused when it is none, another one, or brings entities of its own", () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><A>&c;</A>';
    for (const text of ["", "<A>", "{}", "<B></B>", bomb]) {
      assert.throws(() => parseXml(text, "A"), { code: "MalformedXML" }, text);
    }
  });

  it("is written so that it is read as it was meant", () => {
    const key = "a<b>&\"'\r\n é😀";
    const text = buildXml({ List: { Key: key } });
    assert.match(
      text,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<List xmlns="http:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/">/,
    );
    assert.equal(textOf(parseXml(text, "List").Key), key);
  });
});
