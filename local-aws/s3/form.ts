import { Readable } from "node:stream";
import Busboy, { type BusboyHeaders } from "@fastify/busboy";
import { S3Error } from "./errors";
import type { S3Request } from "./request";

export interface Form {
  /** Names in lower case. */
  fields: Record<string, string>;
  fileName: string;
  file: Readable;
  /** To be called in the end: what is left of the body is then nobody's. */
  end: () => void;
}

const limits = { fieldSize: 1 << 20, fields: 100, files: 1, headerPairs: 100 };

/**
 * Reads a multipart/form-data body up to its file, which is the last field that counts.
 * @throws S3Error MalformedPOSTRequest
 */
export function readForm({ headers, body }: Pick<S3Request, "headers" | "body">): Promise<Form> {
  const wrong = (what: string) =>
    new S3Error(
      "MalformedPOSTRequest",
      `The body of your POST request is not well-formed multipart/form-data: ${what}.`,
    );
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    const source = Readable.from(body);
    let file: Readable | undefined;
    const fail = (error: Error) => (file ? void file.destroy(error) : reject(error));
    try {
      const busboy = new Busboy({ headers: headers as BusboyHeaders, limits });
      busboy.on("field", (name: string, value: string) => {
        // What comes behind the file is ignored, as S3 does.
        if (!file) fields[name.toLowerCase()] = value;
      });
      busboy.on("file", (name: string, stream: Readable, fileName: string | undefined) => {
        if (name.toLowerCase() !== "file") return reject(wrong("expected the file in a field named file"));
        file = stream;
        resolve({ fields, fileName: fileName ?? "", file: stream, end: () => source.destroy() });
      });
      busboy.on("finish", () => (file ? undefined : reject(wrong("expected a file"))));
      busboy.on("error", (error: unknown) => fail(wrong((error as Error).message)));
      source.on("error", fail).pipe(busboy);
    } catch (error) {
      reject(wrong((error as Error).message));
    }
  });
}
