/** What has to be alike before two models' figures say anything of each other. */
export interface Measured {
  label: string;
  definition: string;
  /** How the data are split, as the digest of the data set sees it: which rows are held out. */
  splitIdentity: string;
}

/** Why figures of two models can't be compared; undefined when they can. */
export function whyNotComparable(before: Measured, now: Measured): string | undefined {
  if (before.label !== now.label) return `they predict other columns (${before.label}, ${now.label})`;
  if (before.definition !== now.definition)
    return `they learn from other features (${before.definition}, ${now.definition})`;
  return before.splitIdentity === now.splitIdentity ? undefined : "other rows are held out, by another split";
}

/** A text that is the same for what can be compared. */
export const measureOf = ({ label, definition, splitIdentity }: Measured): string =>
  JSON.stringify([label, definition, splitIdentity]);
