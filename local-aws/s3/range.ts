import { S3Error } from "./errors";

/** The first and the last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The bytes that a Range header asks for (RFC 9110, section 14); undefined for all of them: a header of another form,
 * or of several ranges, is ignored, as S3 does.
 * @throws S3Error InvalidRange when none of them is there
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || (first === "" && last === "")) return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || (first === "" && Number(last) === 0))
    throw new S3Error(
      "InvalidRange",
      `The requested range is not satisfiable: expected bytes of ${size}, got ${header}.`,
    );
  return { start, end };
}
