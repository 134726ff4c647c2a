import type { S3Request } from "../request";
import type { S3Response } from "../response";

/** S3's operations by their names in the API Reference. */
export type Operations = Record<string, (request: S3Request) => Promise<S3Response> | S3Response>;
