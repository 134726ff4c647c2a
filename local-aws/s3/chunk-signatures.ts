import { createHash, type Hash } from "node:crypto";
import { SignatureError, checkSignature, type Signed } from "../http/signature";
import { scopeText } from "../http/sigv4";

/**
 * Checks the signatures of a body that is signed chunk by chunk, each of which goes on from the one before
 * (S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks").
 */
export class ChunkSignatures {
  private previous: string;
  private hash: Hash = createHash("sha256");

  constructor(private readonly signed: Signed) {
    this.previous = signed.signature;
  }

  /** Of the chunk under way. */
  add(data: Buffer): void {
    this.hash.update(data);
  }

  /** @throws SignatureError when the chunk that was added is another one than was signed */
  endChunk(signature: string | undefined): void {
    this.check("PAYLOAD", [EMPTY_SHA256, this.hash.digest("hex")], signature);
    this.hash = createHash("sha256");
  }

  /** @throws SignatureError when these are other trailers than were signed */
  endTrailer(trailer: ReadonlyMap<string, string>): void {
    const lines = [...trailer]
      .filter(([name]) => name !== TRAILER_SIGNATURE)
      .map(([name, value]) => `${name}:${value}\n`);
    const digest = createHash("sha256").update(lines.join(""), "latin1").digest("hex");
    this.check("TRAILER", [digest], trailer.get(TRAILER_SIGNATURE));
  }

  private check(kind: "PAYLOAD" | "TRAILER", hashes: string[], signature: string | undefined): void {
    if (signature === undefined) throw new SignatureError("Mismatch", "Expected each chunk of the body to be signed.");
    const { key, time, scope } = this.signed;
    const text = [`AWS4-HMAC-SHA256-${kind}`, time, scopeText(scope), this.previous, ...hashes].join("\n");
    checkSignature(key, text, signature);
    this.previous = signature;
  }
}

// ---

const TRAILER_SIGNATURE = "x-amz-trailer-signature";
const EMPTY_SHA256 = createHash("sha256").digest("hex");
