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
      // What is left of the body has to be read, or the answer does not come through.
      const end = () => void source.unpipe(busboy).resume();
      // A part need not have a name, whatever the types of busboy say.
      busboy.on("field", (name: string | undefined, value: string, _: boolean, isCut: boolean) => {
        // What comes behind the file is ignored, as S3 does.
        if (file) return;
        if (name === undefined) reject(wrong("expected a name of each field"));
        else if (isCut) reject(wrong(`expected at most ${limits.fieldSize} bytes in the field ${name}`));
        else fields[name.toLowerCase()] = value;
      });
      busboy.on("file", (name: string | undefined, stream: Readable, fileName: string | undefined) => {
        // It may break off before anyone reads it: an error that nobody hears ends the process. Who reads it is told.
        stream.on("error", () => undefined);
        if (name?.toLowerCase() === "file") {
          file = stream;
          return resolve({ fields, fileName: fileName ?? "", file: stream, end });
        }
        stream.resume();
        end();
        reject(wrong("expected the file in a field named file"));
      });
      busboy.on("finish", () => (file ? undefined : reject(wrong("expected a file"))));
      busboy.on("error", (error: unknown) => fail(wrong((error as Error).message)));
      source.on("error", fail).pipe(busboy);
    } catch (error) {
      source.resume();
      reject(wrong((error as Error).message));
    }
  });
}
