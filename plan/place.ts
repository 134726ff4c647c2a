import type { Ledger, Place } from "./ledger";

/**
 * Why a run must not go on: a stack stays where it is. Its resources refuse to move too, but only
 * one by one, and those that are new would be made elsewhere first.
 */
export function whyMoved({ place }: Ledger, wanted: Place): string[] {
  if (!place) return [];
  return (["cloud", "region", "bucket"] as const)
    .filter((key) => place[key] !== wanted[key])
    .map((key) => `ml-learn:${key} is fixed for a stack: expected '${place[key]}', got '${wanted[key]}'`);
}
