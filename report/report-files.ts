import type { Confusion } from "../learning/confusion";
import { heatMap } from "./heat-map";
import { heatMapPage } from "./heat-map-page";
import { heatMapSvg } from "./heat-map-svg";
import { worstMistakes, type Release } from "./release";
import { releasePage } from "./release-html";
import { releaseMarkdown } from "./release-markdown";
import { shortDigest } from "../text/short-digest";

export interface ReportFile {
  name: string;
  type: string;
  text: string;
}

/**
 * The files of a report: the release report as a page and as Markdown, and, where the held-out rows
 * were predicted, the heat map as a picture and as a page.
 * @param heatMapClasses how many classes the heat map shows by name
 */
export function drawReport(release: Release, heatMapClasses: number): ReportFile[] {
  const { heldOut } = release;
  return [
    { name: "report.html", type: "text/html; charset=utf-8", text: releasePage(release, heatMapClasses) },
    { name: "report.md", type: "text/markdown; charset=utf-8", text: releaseMarkdown(release) },
    ...(heldOut?.confusion ? drawHeatMap(heldOut.confusion, release.generation, heatMapClasses) : []),
  ];
}

/** The heat map of a generation as a picture and as a page. */
export function drawHeatMap(confusion: Confusion, generation: string, heatMapClasses: number): ReportFile[] {
  const map = heatMap(confusion, heatMapClasses);
  const title = `F1 heat map of generation ${shortDigest(generation)}`;
  return [
    { name: "heat-map.svg", type: "image/svg+xml", text: heatMapSvg(map, title) },
    {
      name: "heat-map.html",
      type: "text/html; charset=utf-8",
      text: heatMapPage(map, title, {
        mistakes: worstMistakes(confusion),
        links: { "report.html": "The release report" },
      }),
    },
  ];
}
