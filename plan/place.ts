import type { FixedPlace, Ledger } from "./ledger";

export interface StackPlace {
  /** The name of what learns there: it is let into the bucket. */
  engine: string;
  /** 12 digits. */
  account: string;
  region: string;
  bucket: string;
  /** The 8 digits that ids and keys of the stack carry. */
  stackKey: string;
  /** The name of the SSM parameter with what serves; "" for none. */
  parameter: string;
  makesBucket: boolean;
}

/** Why a run must not go on: resources refuse to move too, but one by one, after new ones were made elsewhere. */
export function whyMoved({ place }: Ledger, wanted: FixedPlace, isBucketNamed: boolean): string | undefined {
  if (!place) return undefined;
  const moved = (["cloud", "region", "bucket"] as const).filter((key) => place[key] !== wanted[key]);
  // Nobody named a bucket: that of the program's own is named after the stack.
  if (moved.join() === "bucket" && !isBucketNamed)
    return `The stack, its project or its organization has another name than when its bucket was made, '${place.bucket}'. To go on with all that it has, untrained: \`npx pulumi config set ml-learn:bucket ${place.bucket}\``;
  return moved.length === 0
    ? undefined
    : [
        ...moved.map((key) => `ml-learn:${key} is fixed for a stack: expected '${place[key]}', got '${wanted[key]}'`),
        "Make another stack for it.",
      ].join("\n");
}
