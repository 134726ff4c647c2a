import { ClassCounter } from "./class-counter";
import { csvOptions, type FeatureDefinition } from "./definition";
import { extractRows } from "./extract/extract-rows";
import type { Manifest } from "./manifest";
import { labelReader } from "./row-reader";

export class RareClasses {
  private rows = 0;
  private readonly labels = new Set<string>();

  constructor(private readonly became: FeatureDefinition["rareClasses"]) {}

  /** Counts the labels, if the definition asks for it, in a pass of its own: a row depends on later ones. */
  static async find(
    definition: FeatureDefinition,
    files: string[],
    onProgress?: (rows: number) => void,
  ): Promise<RareClasses> {
    const { label, minimumExamplesPerClass: minimum, rareClasses } = definition;
    const rare = new RareClasses(rareClasses);
    if (minimum === undefined) return rare;
    const counter = new ClassCounter(label.name);
    let read = 0;
    for await (const { rows, read: labelOf } of extractRows(files, csvOptions(definition), (header, file) =>
      labelReader(definition, header, file),
    )) {
      for (const { cells } of rows) counter.add(labelOf(cells));
      onProgress?.((read += rows.length));
    }
    for (const [label, rows] of counter.counts()) {
      if (rows >= minimum || label === "") continue;
      rare.labels.add(label);
      rare.rows += rows;
    }
    return rare;
  }

  get facts(): Manifest["rare"] {
    return { classes: this.labels.size, rows: this.rows, ...(this.rows > 0 && { became: this.became }) };
  }

  /** The label that a row with this one gets; undefined when it is left out. */
  labelFor(label: string): string | undefined {
    if (!this.labels.has(label)) return label;
    return this.became === "Other" ? "Other" : undefined;
  }
}
