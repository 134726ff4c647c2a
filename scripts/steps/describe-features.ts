import { rowsOfClass } from "../../features/class-counter";
import type { NamedDefinition } from "../../features/load-definition";
import type { Manifest } from "../../features/manifest";
import { predictionRecord } from "../../features/schema";
import { visible } from "../../text/visible";
import { count, percent } from "../../text/numbers";

const CLASSES_SHOWN = 8;
const CELLS_SHOWN = 6;

/** What came of the rows, for people: sides, classes, columns, and the made-up examples. No row is shown. */
export function describeFeatures(features: Manifest, definition: NamedDefinition): string {
  const { files, classes, heldOutClasses = {}, profile, rows } = features;
  const sides = Object.entries(files).map(([file, { rows, sizeInBytes }]) => [
    file,
    `${count(rows)} rows`,
    `${(sizeInBytes / 1e6).toFixed(1)} MB`,
  ]);
  const labels = Object.keys(classes).sort((a, b) => classes[b] - classes[a]);
  const kinds = labels
    .slice(0, CLASSES_SHOWN)
    .map((label) => [
      visible(label),
      `${count(classes[label])} rows`,
      Object.keys(heldOutClasses).length > 0 ? `${count(rowsOfClass(heldOutClasses, label))} held out` : "",
    ]);
  const columns = profile.map(({ name, type, missing, distinct, isDistinctEstimated, minimum, maximum }) => [
    name,
    type,
    missing === 0 ? "" : `${percent(missing / rows)} % missing`,
    `${isDistinctEstimated ? "about " : ""}${count(Math.min(distinct, rows))} different`,
    minimum === undefined ? "" : `${minimum} to ${maximum}`,
  ]);
  const examples = definition.examples.map((example) => {
    const cells = Object.entries(predictionRecord(definition, example)).map(([name, cell]) => `${name} ${cell}`);
    const more = cells.length > CELLS_SHOWN ? `, and ${cells.length - CELLS_SHOWN} more` : "";
    return `  ${Object.values(example).slice(0, CELLS_SHOWN).join(", ")} -> ${cells.slice(0, CELLS_SHOWN).join(", ")}${more}`;
  });
  const left = labels.length - CLASSES_SHOWN;
  return [
    ...section("Files", table(sides)),
    ...section(`Classes of ${definition.label.name}`, [
      ...table(kinds),
      ...(left > 0 ? [`  … and ${count(left)} with fewer rows`] : []),
    ]),
    ...section("Columns", table(columns)),
    ...section("The definition's examples become", examples),
  ].join("\n");
}

// ---

const section = (title: string, lines: string[]): string[] => (lines.length === 0 ? [] : [`${title}:`, ...lines]);

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join("  ")}`.trimEnd());
}
