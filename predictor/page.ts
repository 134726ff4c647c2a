import { html } from "hono/html";
import { inputColumns, type Row } from "../features/definition";
import type { NamedDefinition } from "../features/load-definition";
import { metricName } from "../plan/gate";
import { page, type Markup } from "../report/page";
import type { Answer, Ranked } from "./predict";
import type { ServedModel } from "./served";
import { figure } from "../text/numbers";
import { shortDigest } from "../text/short-digest";
import { date } from "../text/dates";

export interface Shown {
  definition: NamedDefinition;
  served?: ServedModel;
  /** What was asked: shown in the fields again. */
  row?: Row;
  answer?: Answer;
  problem?: string;
}

/** The form, and the answer if one was asked for. */
export function predictorPage({ definition, served, row = {}, answer, problem }: Shown): string {
  const inputs = inputColumns(definition);
  const isLong = inputs.length > LONG;
  // By keyboard, the first stop is the field.
  const form = html`<form method="post" action="/">
${isLong ? examples(definition) : ""}
<div${isLong ? html` class="fields"` : ""}>
${inputs.map((name) => field(definition, name, row[name] ?? "", problem !== undefined))}
</div>
<button>Predict</button>
${isLong ? "" : examples(definition)}
</form>`;
  const outcome = html`${problem === undefined ? "" : html`<p id="problem" class="bad" role="alert">${problem}</p>`}
${answer ? answerOf(definition, row, answer) : ""}
${answer ? unseenIn(answer) : ""}`;
  return page(
    `${titled(definition.name)} → ${titled(definition.label.name)}`,
    // Below a long form nobody would see what came of it.
    html`${isLong ? outcome : ""}
${form}
${isLong ? "" : outcome}
${served ? provenance(served) : ""}`,
  );
}

/** A page that says what went wrong, and nothing else. */
export const problemPage = (title: string, problem: string): string =>
  page(title, html`<p role="alert">${problem}</p>\n<p><a href="/">Back to the form</a></p>`);

/** `insurance-number` -> `Insurance Number`. */
export const titled = (name: string): string =>
  name
    .split(/[-_]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(" ");

// ---

/** Of the probabilities, so many are highlighted, and so many stand in sight. */
const TOP = 3;
const SHOWN = 5;
/** A form of more fields fills a screen. */
const LONG = 6;
/** Below this, the best one is wrong more often than right. */
const LOW = 0.5;

/** The definition's made-up rows, as values to start from. */
function examples(definition: NamedDefinition): Markup {
  const inputs = inputColumns(definition);
  const name = (row: Row, i: number) => (inputs.length === 1 ? row[inputs[0]] : String(i + 1));
  const links = definition.examples
    .slice(0, SHOWN)
    .map((row, i) => html` <a href="/?example=${i + 1}">${name(row, i)}</a>`);
  return html`<p class="quiet">Start from ${links.length === 1 ? "an example" : "one of the examples"}:${links}</p>`;
}

function field(definition: NamedDefinition, name: string, value: string, isWrong: boolean): Markup {
  // Where there is but one field, it is what the definition is about.
  const label = inputColumns(definition).length === 1 ? `Enter ${titled(definition.name)}` : titled(name);
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}" autocomplete="off" spellcheck="false"${
    isWrong ? html` aria-invalid="true" aria-describedby="problem"` : ""
  }>
`;
}

/** What the model can't have taken into account. */
const unseenIn = ({ unseen }: Answer): Markup | "" =>
  unseen
    ? html`<p class="quiet">Not among the rows that were learned from, and so of no weight: ${Object.entries(unseen)
        .map(([column, value]) => `${column} ${value}`)
        .join(", ")}.</p>`
    : "";

function answerOf({ label, name }: NamedDefinition, row: Row, answer: Answer): Markup {
  const asked = Object.keys(row).length > LONG ? "Answer" : Object.values(row).join(" ");
  if ("value" in answer)
    return html`<h2>${asked}</h2>
<p>${titled(label.name)}: <strong>${answer.value}</strong></p>`;
  const [best] = answer.ranked;
  return html`<h2>${asked}</h2>
${
  // A threshold may put the less likely of two first.
  label.type === "CATEGORICAL" && best.probability < LOW
    ? html`<p><strong>The model is not sure:</strong> it gives even the best one a probability of ${best.probability.toFixed(3)} only.</p>`
    : ""
}
${rankedTable(
  `${titled(label.name)} of this ${titled(name).toLowerCase()}, the most likely first${answer.ranked.length > TOP ? `; the first ${TOP} are highlighted` : ""}`,
  label.name,
  answer.ranked.slice(0, SHOWN),
  TOP,
)}
${
  answer.ranked.length > SHOWN
    ? html`<details><summary>The other ${answer.ranked.length - SHOWN}</summary>
${rankedTable("The others", label.name, answer.ranked.slice(SHOWN), 0)}
</details>`
    : ""
}`;
}

function rankedTable(caption: string, label: string, ranked: Ranked[], top: number): Markup {
  return html`<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">${titled(label)}</th><th scope="col" class="n">Probability</th><td></td></tr></thead>
<tbody>
${ranked.map(
  ({ label, probability }, i) =>
    html`<tr${i < top ? html` class="top"` : ""}><th scope="row">${label}</th><td class="n">${probability.toFixed(3)}</td><td><meter value="${probability.toFixed(3)}" aria-hidden="true"></meter></td></tr>
`,
)}</tbody>
</table>`;
}

function provenance({ modelId, features, trained, report, metric, value }: ServedModel): Markup {
  return html`<p class="quiet">Model ${modelId}${features ? html`, of the data ${shortDigest(features)}` : ""}${
    trained ? html`, trained on ${date(trained)}` : ""
  }${metric && value !== undefined ? html`, ${metricName(metric)} ${figure(value)} on rows that it did not learn from` : ""}.${report ? html` <a href="/heat-map.html">How good it is: F1 heat map</a>` : ""}</p>`;
}
