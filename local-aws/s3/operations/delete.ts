import { conditionsOf } from "../conditions";
import { S3Error } from "../errors";
import { readSmall } from "../request";
import { listOf, parseXml, textOf } from "../xml";
import type { Operations } from "./operation";

/** "The request can contain a list of up to 1,000 keys." */
const MAX_KEYS = 1000;
/** Each key at its longest, as entities. */
const MAX_BODY_BYTES = 8 << 20;

export const deleteOperations: Operations = {
  async DeleteObject({ store, bucket, key, headers }) {
    await store.delete(bucket, key, conditionsOf(headers));
    return { status: 204 };
  },

  async DeleteObjects(request) {
    const { store, bucket } = request;
    store.bucket(bucket);
    const order = parseXml(await readSmall(request, MAX_BODY_BYTES), "Delete", ["Object"]);
    const objects = listOf(order.Object).map(({ Key, ETag, VersionId }) => ({
      ...{ key: textOf(Key), ifMatch: textOf(ETag) || undefined, version: textOf(VersionId) || "null" },
    }));
    if (objects.length === 0 || objects.length > MAX_KEYS || objects.some(({ key }) => key === ""))
      throw new S3Error("MalformedXML", `Expected 1 to ${MAX_KEYS} objects with a Key each.`);
    const deleted: object[] = [];
    const errors: object[] = [];
    for (const { key, ifMatch, version } of objects) {
      try {
        if (version === "null") await store.delete(bucket, key, { ifMatch });
        else throw new S3Error("NoSuchVersion", `The version '${version}' does not exist.`);
        deleted.push({ Key: key });
      } catch (error) {
        if (!(error instanceof S3Error)) throw error;
        errors.push({ Key: key, Code: error.code, Message: error.message });
      }
    }
    const isQuiet = textOf(order.Quiet).trim() === "true";
    return { xml: { DeleteResult: { ...(!isQuiet && { Deleted: deleted }), Error: errors } } };
  },
};
