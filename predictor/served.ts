import type { Served } from "./model-client";
import type { UnseenReader } from "./unseen";

/** Nothing serves, so nothing can be predicted. */
export class NothingServes extends Error {}

/** The model that is to be asked, and what is known of it. */
export interface ServedModel extends Served {
  definition: string;
  /** Digests, 64 hexadecimal digits. */
  generation?: string;
  features?: string;
  trained?: string;
  /** How good it is on rows that it did not learn from. */
  metric?: string;
  value?: number;
  /** What it calls 1 and 0, of a label with two states that have names. */
  states?: Record<"1" | "0", string>;
  /** Tells categories that it did not learn from. */
  unseenIn?: UnseenReader;
  /** Where its report lies: `s3://…/`. */
  report?: string;
}
