export interface S3Object {
  key: string;
  /** Name of the file with the content, in the bucket's `data` folder. */
  dataFile: string;
  size: number;
  /** MD5 in hexadecimal, without quotes. */
  etag: string;
  /** ISO 8601. */
  lastModified: string;
  /** Headers that come back with the object: content type, user metadata, encryption, checksums, tags. */
  headers: Record<string, string>;
  /** Of one that came in parts, their sizes. */
  parts?: number[];
}

export interface Bucket {
  name: string;
  createdAt: string;
  /** As it was sent, byte for byte. */
  policy?: string;
  tags?: [key: string, value: string][];
}
