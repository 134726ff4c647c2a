import type { Decision } from "./decision";
import { shortDigest } from "../text/short-digest";

export interface ApprovalSettings {
  approval: "none" | "required";
  /** The digest, and who approved it when; by hand perhaps the digest alone. */
  approved: string;
}

/** What `ml-learn:approved` says: what, by whom, when. */
export const approvalRecord = (own: string, person: string, now: Date): string =>
  `${own} by ${person}, ${now.toISOString()}`;

/** Who approved a generation and when; "" where nobody had to. */
export function approver(own: string, { approval, approved }: ApprovalSettings): string {
  if (approval === "none" || !isApproved(own, approved)) return "";
  return approved === own
    ? "by hand: ml-learn:approved was set without a name"
    : shortDigest(own) + approved.slice(own.length);
}

/**
 * Why this run may not train; undefined when it may, or trains nothing. What the state already has
 * of a generation was approved before it was made.
 * @param isKnown whether the state has the generation of the data at hand
 */
export function whyNotApproved(
  own: string,
  { isNew }: Pick<Decision, "isNew">,
  isKnown: boolean,
  { approval, approved }: ApprovalSettings,
): string | undefined {
  if (approval === "none" || !isNew || isKnown || isApproved(own, approved)) return undefined;
  return [
    `This run would train a generation that nobody approved. Expected ml-learn:approved to be`,
    `  ${own}, which is what the data at hand and the settings make, got`,
    `  ${approved || "nothing"}.`,
    "Look at `pulumi preview`; then approve what it shows with `npm run approve`, and run again.",
  ].join("\n");
}

// ---

/** Other than a pin, an approval names a whole digest: it is for this and nothing else. */
const isApproved = (own: string, approved: string) => approved === own || approved.startsWith(`${own} by `);
