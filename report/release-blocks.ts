import { binaryBlocks } from "./binary-blocks";
import { heading, paragraph, table, type Block } from "./blocks";
import { heatMap } from "./heat-map";
import { mistakesTable } from "./mistakes-table";
import { regressionBlocks } from "./regression-blocks";
import {
  acceptCommand,
  classScores,
  comparableHistory,
  figures,
  noise,
  rollbackCommands,
  worstMistakes,
  type ClassScore,
  type Release,
} from "./release";
import { headline, verdict } from "./verdict";
import { count, score } from "../text/numbers";
import { change, withNoise } from "./change";
import { moments } from "../text/dates";

/**
 * The release report, piece by piece.
 * @param top how many classes the heat map shows by name
 */
export const releaseBlocks = (release: Release, top: number): Block[] => [
  { kind: "paragraph", text: headline(release), isStrong: true },
  summary(release),
  paragraph(verdict(release)),
  heading("Why it was trained"),
  { kind: "lines", lines: release.words },
  ...history(release),
  heading("Where it comes from"),
  provenance(release),
  ...mistakes(release, top),
  ...threshold(release),
  ...(release.heldOut?.errors ? regressionBlocks(release.heldOut.errors) : []),
  ...rollback(release),
];

// ---

/** One figure makes no chart. */
function history(release: Release): Block[] {
  const served = comparableHistory(release);
  return served.length < 2
    ? []
    : [
        heading("What served, and this one"),
        { kind: "history", served, metric: release.quality.metric, noise: noise(release) },
      ];
}

function summary(release: Release): Block {
  const { before, heldOut } = release;
  const [then, now] = moments(before?.created, release.created);
  return table(
    `On ${heldOut ? `${count(heldOut.rows)} rows` : "rows"} that the model did not learn from`,
    then === undefined ? ["", `${now}#`] : ["", `${then}#`, `${now}#`, "change#"],
    figures(release).map(({ name, before, now, noise }) =>
      then === undefined
        ? [name, withNoise(now, noise)]
        : [name, score(before), withNoise(now, noise), change(before, now, noise)],
    ),
  );
}

function provenance(release: Release): Block {
  const { generation, dataset, features, modelId, definition, target, rows, classes, approval } = release;
  const { split, recipe, parameters, computeMs, madeBy, commit } = release;
  const kinds = Object.keys(classes).length;
  return {
    kind: "facts",
    caption: "What it was made of",
    facts: [
      ["model", modelId],
      ["generation digest", generation],
      ["data set digest", dataset],
      ["features digest", features],
      ["definition", `${definition}, which predicts ${target}`],
      ["rows", count(rows)],
      ...known("classes", kinds > 0 ? count(kinds) : undefined),
      ...known("split", split),
      ...known("recipe", recipe === "" ? "the service's own" : recipe),
      ...known("parameters", parameters && listed(parameters)),
      ...known("training computed", computeMs === undefined ? undefined : seconds(computeMs)),
      ["approval", approval],
      ...known("made by", madeBy),
      ...known("commit", commit),
    ],
  };
}

/** A fact, unless it is not known. */
const known = (name: string, value: string | undefined): [string, string][] =>
  value === undefined ? [] : [[name, value]];

const listed = (parameters: Record<string, string>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ") || "the service's own";

const seconds = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;

function threshold({ heldOut, scoreThreshold, states }: Release): Block[] {
  const { confusion, scores } = heldOut ?? {};
  if (!confusion || !scores) return [];
  const one = states?.["1"] ?? "1";
  return binaryBlocks({ confusion, scores, one, ...(scoreThreshold !== undefined && { threshold: scoreThreshold }) });
}

function mistakes({ modelType, heldOut, before }: Release, top: number): Block[] {
  if (modelType === "REGRESSION") return [];
  const confusion = heldOut?.confusion;
  if (!confusion)
    return [
      heading("F1 heat map"),
      paragraph("There is none: the held-out rows were not predicted (ml-learn:report)."),
    ];
  return [
    { kind: "heatMap", title: "F1 heat map", map: heatMap(confusion, top) },
    heading("The most frequent mistakes"),
    mistakesTable(worstMistakes(confusion)),
    ...classes(classScores(confusion, before?.heldOut?.confusion)),
  ];
}

const SHOWN = 10;

function classes(scores: ClassScore[]): Block[] {
  const isCompared = scores.some(({ before }) => before !== undefined);
  const of = (caption: string, shown: ClassScore[]) =>
    table(
      caption,
      isCompared ? ["class", "held-out rows#", "before#", "now#", "change#"] : ["class", "held-out rows#", "F1#"],
      shown.map(({ label, rows, f1, before }) => [
        label,
        count(rows),
        ...(isCompared ? [score(before), score(f1), change(before, f1)] : [score(f1)]),
      ]),
    );
  const [first, rest] = [scores.slice(0, SHOWN), scores.slice(SHOWN)];
  return [
    heading("Classes"),
    of(isCompared ? "F1 of the classes that changed most for their size" : "F1 of the largest classes", first),
    ...(rest.length > 0
      ? [{ kind: "folded" as const, summary: `F1 of the other ${count(rest.length)}`, table: of("F1", rest) }]
      : []),
  ];
}

function rollback(release: Release): Block[] {
  const accept = acceptCommand(release);
  if (accept) return [heading("To take it all the same"), paragraph("It does not serve. These let it:"), lines(accept)];
  const commands = rollbackCommands(release);
  return [
    heading("Back to what served before"),
    ...(commands
      ? [paragraph("As long as it is kept, nothing is trained for it:"), lines(commands)]
      : [paragraph("Nothing is known to have served before.")]),
  ];
}

const lines = (text: string): Block => ({ kind: "lines", lines: text.split("\n") });
