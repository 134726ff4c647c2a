import { ClassCounter } from "./class-counter";
import { csvOptions, type FeatureDefinition } from "./definition";
import { extractRows } from "./extract/extract-rows";
import type { Manifest } from "./manifest";
import { labelReader } from "./row-reader";
import { unlessBad, type Sides } from "./sides";

export class RareClasses {
  private rows = 0;
  private readonly labels = new Set<string>();

  constructor(private readonly became: FeatureDefinition["rareClasses"]) {}

  /** Counts the labels, if the definition asks for it, in a pass of its own: a row depends on later ones. */
  static async find(
    definition: FeatureDefinition,
    files: string[],
    sides: Sides,
    onProgress?: (rows: number) => void,
  ): Promise<RareClasses> {
    const { label, minimumExamplesPerClass: minimum, rareClasses } = definition;
    const rare = new RareClasses(rareClasses);
    if (minimum === undefined) return rare;
    const counter = new ClassCounter(label.name);
    let read = 0;
    const readers = (header: string[], file: string) => ({
      label: labelReader(definition, header, file),
      place: sides.reader(header, file),
    });
    for await (const { rows, read: reader } of extractRows(files, csvOptions(definition), readers)) {
      for (const { cells } of rows) {
        const place = unlessBad(() => reader.place(cells));
        if (place && !sides.isTooOld(place)) counter.add(reader.label(cells));
      }
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
