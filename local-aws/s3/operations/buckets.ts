import { configurations } from "../configurations";
import { notImplemented, S3Error } from "../errors";
import { readSmall, type S3Request } from "../request";
import { parseXml } from "../xml";
import type { Operations } from "./operation";

/** Every region is this one: a client is told the region that it asked in, and so sent nowhere else. */
const regionOf = ({ signed }: S3Request): string => signed?.scope.region ?? "us-east-1";

export const bucketOperations: Operations = {
  async CreateBucket(request) {
    const { store, bucket } = request;
    const text = await readSmall(request);
    // A location constraint may come.
    const { Location, Bucket, Tags } = text === "" ? {} : parseXml(text, "CreateBucketConfiguration");
    if (Location ?? Bucket ?? Tags) throw notImplemented("A bucket with a location of another kind, or with tags");
    await store.createBucket(bucket);
    return { headers: { Location: `/${bucket}` } };
  },

  HeadBucket(request) {
    request.store.bucket(request.bucket);
    return { headers: { "x-amz-bucket-region": regionOf(request) } };
  },

  async DeleteBucket({ store, bucket }) {
    await store.deleteBucket(bucket);
    return { status: 204 };
  },

  GetBucketLocation(request) {
    request.store.bucket(request.bucket);
    const region = regionOf(request);
    return { xml: { LocationConstraint: region === "us-east-1" ? {} : { "#text": region } } };
  },

  ...Object.fromEntries(
    Object.values(configurations).map(({ operation, document, error }) => [
      operation,
      ({ store, bucket }: S3Request) => {
        store.bucket(bucket);
        if (error) throw new S3Error(error, `The bucket '${bucket}' has no such configuration.`);
        return { xml: document };
      },
    ]),
  ),
};
