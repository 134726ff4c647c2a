/** What a handler gives back; the front door writes it. */
export interface S3Response {
  status?: number;
  headers?: Record<string, string | number>;
  /** Is sent as XML with the namespace of S3. */
  xml?: Record<string, unknown>;
  /** Is sent as the body: a file's content. */
  file?: string;
}
