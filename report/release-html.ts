import { html } from "hono/html";
import { metricName } from "../plan/gate";
import { shortDigest } from "../plan/identity";
import { count, nameOf } from "../plan/words";
import { heatMap } from "./heat-map";
import { heatMapTable } from "./heat-map-html";
import { historyChart } from "./history-chart";
import { mistakesTable } from "./mistakes-table";
import { page, scrolling, type Markup } from "./page";
import {
  acceptCommand,
  classScores,
  comparableHistory,
  figures,
  headline,
  rollbackCommands,
  verdict,
  worstMistakes,
  type Release,
} from "./release";
import { table } from "./table";
import { change, score, withNoise } from "./words";

/**
 * The release report as a page.
 *
 * @param top how many classes the heat map shows by name
 */
export function releasePage(release: Release, top: number): string {
  const { project, stack, generation, words } = release;
  return page(
    `${project}, stack ${stack}: generation ${shortDigest(generation)}`,
    html`<p><strong>${headline(release)}</strong></p>
${summary(release)}
<p>${verdict(release)}</p>
<h2>Why it was trained</h2>
<pre>${words.join("\n")}</pre>
${history(release)}
<h2>Where it comes from</h2>
${provenance(release)}
${mistakes(release, top)}
${rollback(release)}`,
  );
}

// ---

function summary(release: Release): Markup {
  const { before, heldOut } = release;
  return table(
    `On ${heldOut ? `${count(heldOut.rows)} rows` : "rows"} that the model did not learn from`,
    ["", `${before ? nameOf({ ...before, digest: before.generation }) : "before"}#`, "now#", "change#"],
    figures(release).map(({ name, before, now, noise }) => [
      name,
      score(before),
      withNoise(now, noise),
      change(before, now, noise),
    ]),
  );
}

function history(release: Release): Markup {
  return html`<h2>What served, and this one</h2>
${scrolling("What served, and this one", historyChart(comparableHistory(release), metricName(release.quality.metric)))}`;
}

function provenance({ generation, dataset, features, modelId, definition, target, rows, classes, approval }: Release) {
  const kinds = Object.keys(classes).length;
  return table(
    "What it was made of",
    ["", ""],
    [
      ["model", modelId],
      ["generation digest", generation],
      ["data set digest", dataset],
      ["features digest", features],
      ["definition", `${definition}, which predicts ${target}`],
      ["rows", count(rows)],
      ...(kinds > 0 ? [["classes", count(kinds)]] : []),
      ["approval", approval],
    ],
  );
}

function mistakes({ modelType, heldOut, before }: Release, top: number): Markup {
  if (modelType === "REGRESSION") return html``;
  const confusion = heldOut?.confusion;
  if (!confusion)
    return html`<h2>F1 heat map</h2>
<p>There is none: the held-out rows were not predicted (ml-learn:report).</p>`;
  const worst = worstMistakes(confusion);
  return html`<h2>F1 heat map</h2>
${heatMapTable(heatMap(confusion, top))}
<h2>Mistakes</h2>
${mistakesTable(worst)}
<h2>Classes</h2>
${table(
  "F1 of each class, the most frequent first",
  ["class", "held-out rows#", "before#", "now#", "change#"],
  classScores(confusion, before?.heldOut?.confusion).map(({ label, rows, f1, before }) => [
    label,
    count(rows),
    score(before),
    score(f1),
    change(before, f1),
  ]),
)}`;
}

function rollback(release: Release): Markup {
  const accept = acceptCommand(release);
  if (accept)
    return html`<h2>To take it all the same</h2>
<p>It does not serve. These let it:</p>
<pre>${accept}</pre>`;
  const commands = rollbackCommands(release);
  return html`<h2>Back to what served before</h2>
${
  commands
    ? html`<p>As long as it is kept, nothing is trained for it:</p>
<pre>${commands}</pre>`
    : html`<p>Nothing is known to have served before.</p>`
}`;
}
