import { ClassCounter } from "./class-counter";
import { FeaturesDigest } from "./digest";
import { DistinctCounter } from "./distinct-counter";
import type { HoldOut } from "./hold-out";
import type { Manifest } from "./manifest";

/** Counts which rows are held out, where it is the features here that say so and not the service. */
export class HeldOutCounter {
  private readonly classes: ClassCounter | undefined;
  /** Which they are, where it is not their features that decide. */
  private readonly digest: FeaturesDigest | undefined;
  private readonly groups: { training: DistinctCounter; evaluation: DistinctCounter } | undefined;

  /**
   * @param columns the label first
   * @param hasClasses whether the label is of classes
   */
  constructor(columns: string[], { strategy }: HoldOut, hasClasses: boolean) {
    if (strategy === "random") return;
    if (hasClasses) this.classes = new ClassCounter(columns[0]);
    if (strategy !== "stable") this.digest = new FeaturesDigest(columns);
    if (strategy === "group") this.groups = { training: new DistinctCounter(), evaluation: new DistinctCounter() };
  }

  /** @param hash of the row, as the digest of the features takes it */
  add(isHeldOut: boolean, label: string, hash: string, group = ""): void {
    this.groups?.[isHeldOut ? "evaluation" : "training"].add(group);
    if (!isHeldOut) return;
    this.classes?.add(label);
    this.digest?.add(hash);
  }

  result(): Pick<Manifest, "heldOutClasses" | "groups" | "heldOutDigest"> {
    const { classes, digest, groups } = this;
    return {
      ...(classes && { heldOutClasses: Object.fromEntries(classes.counts()) }),
      ...(groups && { groups: { training: groups.training.count(), evaluation: groups.evaluation.count() } }),
      ...(digest && { heldOutDigest: digest.digest() }),
    };
  }
}
