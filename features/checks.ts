import { rowsOfClass } from "./class-counter";
import type { NamedDefinition } from "./load-definition";
import { ExtractError } from "./extract/extract-error";
import type { Layout } from "./layout";
import type { Manifest } from "./manifest";
import { count } from "../text/numbers";

const FEW_ROWS = 10;

/**
 * What the service would refuse, or charge for in vain, found before it is asked.
 * @throws ExtractError that lists all of it
 */
export function checkFeatures(
  definition: NamedDefinition,
  manifest: Omit<Manifest, "madeFrom">,
  { maximumClasses = Infinity }: Pick<Layout, "maximumClasses">,
): void {
  const { label, features, minimumExamplesPerClass } = definition;
  const { rows, classes, heldOutClasses, profile, files, rare } = manifest;
  const { unlabelled, tooOld } = manifest;
  const gone = [
    ...(rare.became === "leave out" && rare.rows > 0 ? [`${count(rare.rows)} rows of rare classes`] : []),
    ...(unlabelled > 0 ? [`${count(unlabelled)} rows without a ${label.name}`] : []),
    ...(tooOld && tooOld.rows > 0 ? [`${count(tooOld.rows)} rows that are too old`] : []),
  ];
  const leftOut = gone.length > 0 ? ` (${gone.join(", ")} are left out)` : "";
  if (rows === 0) throw new ExtractError(`Expected rows under the header of the extract, got none${leftOut}.`);
  const problems: string[] = [];
  const others =
    definition.heldOut || definition.cutOff
      ? "change heldOut or cutOff in the definition"
      : "set ml-learn:trainingPercent or ml-learn:splitSeed to others";

  const names = Object.keys(classes);
  if (label.type !== "NUMERIC" && names.length < 2)
    problems.push(
      `column '${label.name}': expected at least 2 classes to tell apart, got one and the same in all ${count(rows)} rows${leftOut}`,
    );
  else if (heldOutClasses) {
    const unlearned = names.filter((name) => classes[name] === rowsOfClass(heldOutClasses, name));
    if (unlearned.length > 0)
      problems.push(
        `column '${label.name}': expected rows of each class to learn from, got all rows of ${unlearned.length === 1 ? "1 class" : `${unlearned.length} classes`} held out. Add rows, ${others}, or gather rare classes with minimumExamplesPerClass in the definition`,
      );
  }
  if (names.length > maximumClasses) {
    const few = Object.values(classes).filter((count) => count < FEW_ROWS).length;
    const advice =
      minimumExamplesPerClass === undefined
        ? "Set minimumExamplesPerClass and rareClasses in the definition to gather rare ones in a class Other, or to leave them out"
        : `Raise minimumExamplesPerClass (${minimumExamplesPerClass}) in the definition`;
    // Not which: in a column that was taken by mistake, they may be what nobody should see.
    problems.push(
      `column '${label.name}': expected at most ${maximumClasses} classes, got ${count(names.length)}, ${count(few)} of them with fewer than ${FEW_ROWS} rows. ${advice}`,
    );
  }

  const passedThrough = features.flatMap((feature) => (feature.isPassthrough ? feature.columns : []));
  const empty = profile.filter(({ missing }) => missing === rows).map(({ name }) => name);
  for (const { name } of passedThrough.filter(({ name }) => empty.includes(name)))
    problems.push(
      `column '${name}': expected values, got none in all ${count(rows)} rows. Mend the extract, or take the column out of the definition`,
    );

  for (const [file, { rows: side }] of Object.entries(files))
    if (side === 0)
      problems.push(
        `${file}: expected rows on both sides of the split, got all ${count(rows)} on the other one. Add rows, or ${others}`,
      );

  if (problems.length > 0)
    throw new ExtractError(
      [`The extract cannot be learned from (definition ${definition.name}):`, ...problems].join("\n  "),
    );
}
