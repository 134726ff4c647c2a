import { XMLParser } from "fast-xml-parser";
import { S3Error } from "./errors";
import { storedHeaders } from "./headers";
import { readPayload } from "./payload";
import { readSmall, type S3Request } from "./request";
import type { S3Response } from "./response";

/** Sending an object in parts: S3 User Guide, "Multipart upload process". */
export const multipartOperations: Record<string, (request: S3Request) => Promise<S3Response>> = {
  async CreateMultipartUpload({ store, bucket, key, headers }) {
    store.bucket(bucket);
    const id = await store.multipart.begin(bucket, key, storedHeaders(headers));
    return { xml: { InitiateMultipartUploadResult: { Bucket: bucket, Key: key, UploadId: id } } };
  },

  async UploadPart(request) {
    const { store, bucket, key, query } = request;
    const { id } = store.multipart.get(query.uploadId, bucket, key);
    const { content, claims } = readPayload(request);
    const { etag } = await store.multipart.put(id, Number(query.partNumber), content, claims);
    return { headers: { ETag: `"${etag}"`, ...claims.checksums() } };
  },

  async CompleteMultipartUpload(request) {
    const { store, bucket, key, query, headers } = request;
    const upload = store.multipart.get(query.uploadId, bucket, key);
    const { etag, content } = store.multipart.assemble(upload, wantedParts(await readSmall(request, MAX_BODY_BYTES)));
    const conditions = { ifNoneMatch: headers["if-none-match"], ifMatch: headers["if-match"] };
    const claims = { checksums: () => ({}), expected: [], etag };
    await store.put(bucket, key, content, upload.headers, claims, conditions);
    await store.multipart.end(upload.id);
    const result = { Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: `"${etag}"` };
    return { xml: { CompleteMultipartUploadResult: result } };
  },

  async AbortMultipartUpload({ store, bucket, key, query }) {
    await store.multipart.end(store.multipart.get(query.uploadId, bucket, key).id);
    return { status: 204 };
  },
};

// ---

/** 10,000 parts, each with checksums. */
const MAX_BODY_BYTES = 4 << 20;
const parser = new XMLParser({ isArray: (name) => name === "Part", parseTagValue: false });

function wantedParts(xml: string): { number: number; etag: string }[] {
  const { CompleteMultipartUpload: { Part = [] } = {} } = parser.parse(xml) as {
    CompleteMultipartUpload?: { Part?: { PartNumber: string; ETag: string }[] };
  };
  return Part.map(({ PartNumber, ETag }) => {
    if (ETag === undefined) throw new S3Error("MalformedXML", "Expected an ETag for each part.");
    return { number: Number(PartNumber), etag: ETag.replace(/&quot;/g, '"') };
  });
}
