import { conditionsOf } from "../conditions";
import { owner } from "../configurations";
import { NO_CLAIMS } from "../content";
import { S3Error } from "../errors";
import { storedHeaders } from "../headers";
import type { ChecksumType, WantedPart } from "../multipart";
import { checksumMembers, encryptionOf } from "../object-headers";
import { limitOf } from "../paging";
import { checksumName, readPayload } from "../payload";
import { readSmall, type S3Request } from "../request";
import { listOf, parseXml, textOf } from "../xml";
import type { Operations } from "./operation";

/** Sending an object in parts: S3 User Guide, "Multipart upload process". */
export const multipartOperations: Operations = {
  async CreateMultipartUpload({ store, bucket, key, headers }) {
    store.bucket(bucket);
    const checksum = wantedChecksum(headers);
    const stored = storedHeaders(headers);
    const id = await store.multipart.begin({ bucket, key, headers: stored, checksum });
    const { "x-amz-checksum-algorithm": algorithm } = headers;
    return {
      headers: {
        ...encryptionOf(stored),
        ...(checksum && { "x-amz-checksum-algorithm": algorithm!, "x-amz-checksum-type": checksum.type }),
      },
      xml: { InitiateMultipartUploadResult: { Bucket: bucket, Key: key, UploadId: id } },
    };
  },

  async UploadPart(request) {
    const { store, bucket, key, query } = request;
    const upload = store.multipart.get(query.uploadId, bucket, key);
    const { content, claims } = readPayload(request);
    const { etag, checksums } = await store.multipart.put(upload, Number(query.partNumber), content, claims);
    return { headers: { ETag: `"${etag}"`, ...checksums } };
  },

  async CompleteMultipartUpload(request) {
    const { store, bucket, key, query, headers } = request;
    const upload = store.multipart.get(query.uploadId, bucket, key);
    const assembled = await store.multipart.assemble(
      upload,
      wantedParts(await readSmall(request, MAX_BODY_BYTES, false)),
    );
    const size = assembled.parts.reduce((sum, part) => sum + part, 0);
    if (![undefined, String(size)].includes(headers["x-amz-mp-object-size"]))
      throw new S3Error("InvalidRequest", `Expected x-amz-mp-object-size to be ${size}, the size of the parts.`);
    // Of the parts it is known by now, of the whole once that is read.
    const name = upload.checksum?.name ?? "";
    const [claimed, composite] = [headers[name], assembled.headers[name]];
    if (claimed !== undefined && composite !== undefined && composite.split("-")[0] !== claimed.split("-")[0])
      throw new S3Error("BadDigest", `The parts do not match the ${name} that was sent.`);
    const ofWhole = claimed !== undefined && composite === undefined && { checksums: () => ({ [name]: claimed }) };
    const object = await store.put(bucket, key, {
      ...assembled,
      headers: { ...upload.headers, ...assembled.headers },
      claims: { ...NO_CLAIMS, ...assembled.claims, ...ofWhole },
      conditions: conditionsOf(headers),
    });
    await store.multipart.end(upload.id);
    const result = { Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: `"${object.etag}"` };
    const xml = { CompleteMultipartUploadResult: { ...result, ...checksumMembers(object.headers) } };
    return { headers: encryptionOf(object.headers), xml };
  },

  async AbortMultipartUpload({ store, bucket, key, query }) {
    await store.multipart.end(store.multipart.get(query.uploadId, bucket, key).id);
    return { status: 204 };
  },

  ListParts({ store, bucket, key, query }) {
    const { id, parts, initiated } = store.multipart.get(query.uploadId, bucket, key);
    const after = query["part-number-marker"] ? limitOf(query["part-number-marker"], 10_000, "part-number-marker") : 0;
    const most = limitOf(query["max-parts"], MOST_PARTS, "max-parts");
    const found = Object.entries(parts).filter(([number]) => Number(number) > after);
    const page = found.slice(0, most);
    const isTruncated = page.length > 0 && page.length < found.length;
    return {
      xml: {
        ListPartsResult: {
          ...{ Bucket: bucket, Key: key, UploadId: id, Initiator: owner, Owner: owner, StorageClass: "STANDARD" },
          ...{ PartNumberMarker: after, MaxParts: most, IsTruncated: isTruncated },
          ...(isTruncated && { NextPartNumberMarker: page.at(-1)![0] }),
          Part: page.map(([number, { etag, size, lastModified = initiated, checksums = {} }]) => ({
            ...{ PartNumber: number, LastModified: lastModified, ETag: `"${etag}"`, Size: size },
            ...checksumMembers(checksums),
          })),
        },
      },
    };
  },
};

// ---

const MOST_PARTS = 1000;
/** 10,000 parts, each with checksums. */
const MAX_BODY_BYTES = 4 << 20;

/** S3 User Guide, "Checking object integrity": CRC64NVME is always of the whole object, the others of the parts unless told. */
function wantedChecksum(headers: S3Request["headers"]): { name: string; type: ChecksumType } | undefined {
  const { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": type } = headers;
  if (algorithm === undefined) return undefined;
  if (type !== undefined && type !== "COMPOSITE" && type !== "FULL_OBJECT")
    throw new S3Error("InvalidRequest", `Expected x-amz-checksum-type COMPOSITE or FULL_OBJECT, got '${type}'.`);
  const name = checksumName(algorithm);
  return { name, type: type ?? (name.endsWith("crc64nvme") ? "FULL_OBJECT" : "COMPOSITE") };
}

function wantedParts(xml: string): WantedPart[] {
  const { Part } = parseXml(xml, "CompleteMultipartUpload", ["Part"]);
  return listOf(Part).map(({ PartNumber, ETag }) => {
    if (textOf(ETag) === "") throw new S3Error("MalformedXML", "Expected an ETag for each part.");
    return { number: Number(textOf(PartNumber)), etag: textOf(ETag).trim() };
  });
}
