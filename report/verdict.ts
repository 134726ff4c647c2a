import { isChance } from "../learning/noise";
import { baselineName, isError, limitsHeld, metricName, whyRefused } from "../plan/gate";
import { acceptCommand, baseline, noise, type Release } from "./release";
import { figure } from "../text/numbers";
import { date } from "../text/dates";
import { count } from "../text/numbers";

/** What a person has to know who reads no further: how good it is, beside what served and beside knowing nothing. */
export function headline(release: Release): string {
  const { quality, before, heldOut } = release;
  const { metric, value } = quality;
  const isRefused = acceptCommand(release) !== "";
  const of = `${metricName(metric)} ${figure(value)}`;
  const rows = heldOut ? ` on ${count(heldOut.rows)} rows that it did not learn from` : "";
  const none = baseline(release);
  const beside = none === undefined ? "" : `; ${baselineName(metric)} reaches ${figure(none)}`;
  const ends = `${release.cause ? ` What changed: ${release.cause}.` : ""} ${isRefused ? DOES_NOT_SERVE : `It is to serve from ${date(release.created)} on.`}`;
  if (!before) return `The first model: ${of}${rows}${beside}.${ends}`;
  if (before.quality?.metric !== metric)
    return `A model that can't be compared with what served: ${of}${rows}${beside}.${ends}`;
  const difference = value - before.quality.value;
  const isByChance = isChance(difference, noise(release));
  const isBetter = isError(metric) ? difference < 0 : difference > 0;
  const kind = isByChance ? "as good as" : isBetter ? "better than" : "worse than";
  const why = isByChance ? ", a difference that chance alone makes" : "";
  const look =
    kind === "worse than" && !isRefused ? " Look at the classes that lost; the way back stands at the end." : "";
  return `A model ${kind} the one that served: ${of} after ${figure(before.quality.value)}${why}${rows}${beside}.${ends}${look}`;
}

const DOES_NOT_SERVE = "It does not serve: mend the data, or take it all the same by the commands at the end.";

/** Whether it may serve, and that the figures by class are lost, if they are. */
export const verdict = (release: Release): string => {
  const lost =
    release.lost === undefined
      ? ""
      : ` What was predicted of the held-out rows is lost, so there are no figures by class and no heat map: ${release.lost}`;
  return judgement(release) + lost;
};

/** Whether it may serve, and what it can be compared with, in sentences. */
function judgement({ quality, before, gate: { limits, isAccepted, yardstick = { heldOut: [] } } }: Release): string {
  const reason = whyRefused(quality, before?.quality, limits, yardstick);
  if (reason !== undefined)
    return isAccepted ? `Accepted by hand (ml-learn:accept), though ${reason}.` : `Refused: ${reason}.`;
  const set = limitsHeld(quality, before?.quality, limits);
  const alone =
    before?.incomparable === undefined ? "" : ` It can't be compared with what served before: ${before.incomparable}.`;
  return set.length > 0
    ? `Good enough: it keeps ${set.join(" and ")}.${alone}`
    : `No limit is set for its quality.${alone}`;
}
