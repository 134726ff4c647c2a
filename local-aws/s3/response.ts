import type { ByteRange } from "./range";

/** What a handler gives back; the front door writes it. */
export interface S3Response {
  status?: number;
  headers?: Record<string, string | number>;
  /** Is sent as XML with the namespace of S3. */
  xml?: Record<string, unknown>;
  /** Is sent as it is. */
  text?: string;
  /** Is sent as the body: a file's content, or some of it. */
  file?: { path: string; range?: ByteRange };
}
