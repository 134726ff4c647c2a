/** Where a generation's report lies: `s3://<bucket>/<prefix>`, the prefix ending in a slash. */
export interface StoredReport {
  bucket: string;
  prefix: string;
}

/** @throws Error when the URL is another one than the stack's output `report` gives */
export function parseReportUrl(url: string): StoredReport {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.+\/)$/.exec(url) ?? [];
  if (bucket === undefined) throw new Error(`Expected s3://<bucket>/<prefix>/ as the report's place, got '${url}'.`);
  return { bucket, prefix };
}
