import type { Ledger, Place } from "./ledger";

/**
 * Why a run must not go on: a stack stays where it is. Its resources refuse to move too, but only
 * one by one, and those that are new would be made elsewhere first.
 */
export function whyMoved({ place }: Ledger, wanted: Place, isBucketNamed: boolean): string | undefined {
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
