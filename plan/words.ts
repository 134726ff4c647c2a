import type { Changes } from "./changes";
import { date } from "../text/dates";
import { firstOf, joined } from "../text/lists";
import { count, counted, figure } from "../text/numbers";
import { shortDigest } from "../text/short-digest";
import { visible } from "../text/visible";
import { costLines } from "./cost";
import { metricName } from "./gate";
import type { PastGeneration } from "./ledger";
import type { RunPlan } from "./run-plan";
import { describeStep, trains } from "./work";

/** A run in words about the data, a line each: what happens and why, what changed, what it costs, what goes. */
export function planWords(plan: RunPlan): string[] {
  return [
    headline(plan),
    plan.begun ?? "",
    ...changeLines(plan),
    ...(plan.refusal ? [plan.refusal] : workLines(plan)),
    ...(plan.cost ? costLines(plan.cost) : []),
    servingLine(plan),
    sourceLine(plan),
  ]
    .filter((line) => line !== "")
    .map(visible);
}

/** What is new since what serves, in a few words: `3 added, 1 relabelled of the rows`; "" where it is not known. */
export function whatChanged({ changes }: Pick<RunPlan, "changes">): string {
  if (!changes) return "";
  const { which, rows, classes } = changes;
  const moved = which
    ? describeRows(which)
    : rows.before === rows.after
      ? "others"
      : `${count(rows.before)} -> ${count(rows.after)}`;
  return [
    ...(changes.areFeaturesNew ? [`rows (${moved})`] : []),
    ...(classes.added.length > 0 ? [`new classes (${firstOf(classes.added, LISTED)})`] : []),
    ...(classes.gone.length > 0 ? [`classes that are gone (${firstOf(classes.gone, LISTED)})`] : []),
    ...causes(changes),
  ].join(", ");
}

/** A generation as a person knows it: `a1b2c3d4e5f6 (12 Nov 2026)`. */
export const nameOf = ({ digest, created }: Pick<PastGeneration, "digest" | "created">): string =>
  created === "" ? shortDigest(digest) : `${shortDigest(digest)} (${date(created)})`;

/** `macro F1 0.671`. */
export const describeQuality = ({ quality }: Pick<PastGeneration, "quality">): string =>
  quality ? `${metricName(quality.metric)} ${figure(quality.value)}` : "not evaluated";

// ---

function headline(plan: RunPlan): string {
  const { decision, serving, generation, features, changes, work } = plan;
  const own = shortDigest(generation);
  const data = shortDigest(features.digest);
  if (decision.isPinned) {
    const pin = `Pinned to ${shortDigest(decision.next)} (ml-learn:serve): nothing is trained.`;
    return decision.next === generation ? pin : `${pin} The data at hand would make ${own}: it waits.`;
  }
  if (!decision.isNew) {
    if (serving?.digest === generation) return `Features unchanged (${data}): nothing to train.`;
    return `Generation ${own} is kept: it serves again, and nothing is trained.`;
  }
  if (serving?.digest === generation)
    return `Repair: what serves is no longer whole, and ${trains(work) ? "is trained again" : "what it lacks is made again"}.`;
  if (!serving) return `Train: generation ${own} of features ${data}. Nothing serves yet.`;
  if (!changes)
    return `Retrain: generation ${own} of features ${data}. What serves can't be compared: the state has lost its data.`;
  const since = `since ${date(serving.created)}`;
  return changes.areFeaturesNew
    ? `Retrain: features changed ${since}, now ${data}; generation ${shortDigest(serving.digest)} -> ${own}.`
    : `Retrain: features unchanged (${data}), but ${causes(changes).join(", ")} changed ${since}; generation ${shortDigest(serving.digest)} -> ${own}.`;
}

/** What else than the features makes another generation. */
function causes(changes: Changes): string[] {
  const { split, isRecipeNew, parameters, columns } = changes;
  const isSchemaNew = columns.added.length + columns.gone.length + columns.retyped.length > 0;
  const found = [
    ...(isSchemaNew ? ["the columns"] : []),
    ...(split ? ["the split"] : []),
    ...(isRecipeNew ? ["the recipe"] : []),
    ...(parameters.length > 0
      ? [
          `the ${parameters.every(({ isDefault }) => isDefault) ? "default " : ""}training parameter${parameters.length === 1 ? "" : "s"}`,
        ]
      : []),
  ];
  // Where groups decide, a row may change sides and keep its features.
  return found.length === 0 && !changes.areFeaturesNew ? ["which rows are held out"] : found;
}

function changeLines({ decision, changes, label }: RunPlan): string[] {
  if (!changes || (!decision.isNew && !decision.isPinned)) return [];
  const { rows, which, whichIsUnknown, classes, columns, definition, split, parameters } = changes;
  const line = (name: string, ...parts: string[]) =>
    `  ${name.padEnd(11)}${parts.filter((part) => part !== "").join("   ")}`;
  const arrow = (before: number, after: number) =>
    before === after ? count(after) : `${count(before)} -> ${count(after)}`;
  const lines: string[] = [];
  if (changes.areFeaturesNew) {
    lines.push(line("rows", arrow(rows.before, rows.after), which ? describeRows(which) : ""));
    if (whichIsUnknown) lines.push(line("", whichIsUnknown));
  }
  if (classes.added.length + classes.gone.length > 0 || (changes.areFeaturesNew && classes.after > 0))
    lines.push(
      line(label, arrow(classes.before, classes.after), listed("new", classes.added), listed("gone", classes.gone)),
    );
  if (columns.added.length + columns.gone.length + columns.retyped.length > 0 || columns.areReordered)
    lines.push(
      line(
        "columns",
        arrow(columns.before, columns.after),
        listed("new", columns.added),
        listed("gone", columns.gone),
        listed("of another type", columns.retyped),
        columns.areReordered ? "in another order" : "",
      ),
    );
  if (definition) lines.push(line("definition", `${definition.before} -> ${definition.after}`));
  if (changes.isDefinitionSuspected)
    lines.push(line("definition", "hardly a row has the same features: a computed column seems to be another"));
  if (split) lines.push(line("split", `${split.before} -> ${split.after}`));
  if (changes.isRecipeNew) lines.push(line("recipe", "another one"));
  for (const { name, before, after, isDefault } of parameters)
    lines.push(line("parameter", `${isDefault ? "default " : ""}${name} ${before} -> ${after}`));
  return lines;
}

function describeRows({ added, removed, relabelled }: { added: number; removed: number; relabelled: number }): string {
  const parts = [
    ...(added > 0 ? [`${count(added)} added`] : []),
    ...(removed > 0 ? [`${count(removed)} removed`] : []),
    ...(relabelled > 0 ? [`${count(relabelled)} relabelled`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "only row ids changed";
}

const LISTED = 5;

const listed = (what: string, names: string[]): string =>
  names.length === 0 ? "" : `${what}: ${firstOf(names, LISTED)}`;

function workLines({ work, decision, computeSeconds = 0 }: RunPlan): string[] {
  const { takenDown } = work;
  const does = work.steps.map(describeStep);
  const lines: string[] = [];
  if (does.length > 0)
    lines.push(
      `This run will ${joined(does)}.${trains(work) && computeSeconds > 0 ? ` Its jobs should take ${duration(computeSeconds)}, as the last ones did.` : ""}`,
    );
  if (takenDown.length > 0)
    lines.push(
      `It will take down the endpoint${takenDown.length === 1 ? "" : "s"} of ${joined(takenDown.map(shortDigest))}.`,
    );
  const gone = decision.deleted.map(({ generation, reason }) => nameOf(generation) + (reason ? `: ${reason}` : ""));
  const leftovers = [
    ...decision.remains.map((digest) => `what is left of generation ${shortDigest(digest)}, whose model is gone`),
    ...decision.unusedDatasets.map((digest) => `data set ${shortDigest(digest)}, of which no model was made`),
  ];
  if (leftovers.length > 0) lines.push(`It will delete ${joined(leftovers)}.`);
  if (gone.length > 0) lines.push(`It will delete generation${gone.length === 1 ? "" : "s"} ${gone.join("; ")}.`);
  return lines;
}

/** `about 7 s`, `about 3 min`. */
const duration = (seconds: number): string =>
  seconds < 90 ? `about ${Math.ceil(seconds)} s` : `about ${Math.ceil(seconds / 60)} min`;

function servingLine({ decision, serving, isServingKnown, drift, incomparable }: RunPlan): string {
  if (!isServingKnown && serving)
    return `It is not known which generation serves (the output 'serving' is lost): no endpoint is taken down. Last was ${nameOf(serving)}, ${describeQuality(serving)}.`;
  if (!serving) return "";
  const but = drift ? ` But ${drift.found}.` : "";
  const alone =
    decision.isNew && incomparable !== undefined ? ` Its figures say nothing of the new model's: ${incomparable}.` : "";
  return `Serving now: ${nameOf(serving)}, ${describeQuality(serving)}.${alone}${but}`;
}

function sourceLine({ features: { rows, classes, columns }, label, extract, heldOut }: RunPlan): string {
  const kinds = Object.keys(classes).length;
  const what = kinds > 0 ? `${counted(kinds, "class", "classes")} of ${label}` : `numbers as ${label}`;
  return `Data: ${extract}; ${counted(rows, "row")}, ${what}, ${counted(columns.length, "column")}. ${heldOut}`;
}
