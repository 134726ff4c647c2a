import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { randomFrom } from "../../learning/random";
import { heatMap } from "../../report/heat-map";
import { heatMapPage } from "../../report/heat-map-page";
import { heatMapSvg } from "../../report/heat-map-svg";
import type { Confusion } from "../../learning/confusion";
import { assertSnapshots } from "../snapshot";
import heldOut from "./insurance-held-out.json";

/** Of the sample, as its model serves. */
const insurance: Confusion = heldOut.confusion;
const title = "F1 heat map of generation 1e0a49a3783f";

/** A confusion of some classes, some of which do not occur, or are never predicted. */
function randomConfusion(seed: number): Confusion {
  const random = randomFrom(seed);
  const size = 1 + Math.floor(random() * 12);
  const labels = Array.from({ length: size }, (_, i) => `class ${i}`);
  const isThere = labels.map(() => random() < 0.8);
  const counts = labels.map((_, t) =>
    labels.map((_, p) => (isThere[t] && random() < 0.5 ? Math.floor(random() * (t === p ? 30 : 8)) : 0)),
  );
  counts[0][0]++;
  return { labels, counts };
}

describe("the heat map", () => {
  it("has the numbers that Python computes in fractions, row by row, to 1e-9", () => {
    const small = Array.from({ length: 40 }, (_, i) => ({ ...randomConfusion(i + 1), top: 1 + (i % 10) }));
    const tenth = {
      labels: insurance.labels.slice(0, 30),
      counts: insurance.counts.slice(0, 30).map((r) => r.slice(0, 30)),
    };
    const cases = [...small, { ...tenth, top: 9 }, { ...tenth, top: 100 }];
    const expected = JSON.parse(
      execFileSync("python3", [join(__dirname, "heat_map.py")], { input: JSON.stringify(cases), encoding: "utf8" }),
    ) as object[];
    let numbers = 0;
    const alike = (got: unknown, wanted: unknown, path: string): void => {
      if (wanted === null) return assert.equal(got, undefined, path);
      if (typeof wanted === "object") {
        for (const [key, value] of Object.entries(wanted))
          alike((got as Record<string, unknown>)[key], value, `${path}.${key}`);
        return;
      }
      numbers++;
      assert.ok(
        Math.abs(Number(got) - Number(wanted)) <= 1e-9,
        `${path}: expected ${Number(wanted)}, got ${Number(got)}`,
      );
    };
    cases.forEach(({ top, ...confusion }, i) => {
      const { rows, columns, macroF1 } = heatMap(confusion, top);
      alike({ rows, columns: columns.map(({ share }) => share), macroF1 }, expected[i], `case ${i}`);
    });
    assert.ok(numbers > 5000);
  });

  it("orders classes by how often they occur, and shows one more rather than an Other of one", () => {
    const labels = ["a", "b", "c", "d"];
    const counts = [
      [1, 0, 0, 0],
      [0, 3, 0, 0],
      [0, 0, 2, 0],
      [0, 0, 0, 2],
    ];
    const named = (top: number) => heatMap({ labels, counts }, top).rows.map(({ label }) => label);
    assert.deepEqual(named(3), ["b", "c", "d", "a"]);
    assert.deepEqual(named(2), ["b", "c", "Other"]);
  });

  it("counts a class that is predicted and never occurs as a column, and not in macro F1", () => {
    const { rows, macroF1 } = heatMap(
      {
        labels: ["a", "b", "c"],
        counts: [
          [4, 0, 1],
          [0, 5, 0],
          [0, 0, 0],
        ],
      },
      9,
    );
    assert.deepEqual(
      rows.map(({ label, count, f1 }) => [label, count, f1]),
      [
        ["a", 5, 8 / 9],
        ["b", 5, 1],
        ["c", 0, undefined],
      ],
    );
    assert.equal(macroF1, (8 / 9 + 1) / 2);
  });

  it("is drawn as it is kept in test/output: of the sample, and of two classes", () => {
    const binary = {
      labels: ["0", "1"],
      counts: [
        [820, 11],
        [29, 140],
      ],
    };
    assertSnapshots({
      "heat-map.svg": heatMapSvg(heatMap(insurance, 9), title),
      "heat-map.html": heatMapPage(heatMap(insurance, 9), title),
      "heat-map-binary.svg": heatMapSvg(heatMap(binary, 9), title),
    });
  });

  it("stays under 1 MB for 100 classes that are all taken for each other, each with its number", () => {
    const labels = Array.from({ length: 100 }, (_, i) => `A POLICY WITH A NAME OF SOME LENGTH ${i}`);
    const counts = labels.map((_, t) => labels.map((_, p) => 1 + ((t * 31 + p * 17) % 40)));
    const map = heatMap({ labels, counts }, Infinity);
    const [svg, page] = [heatMapSvg(map, title), heatMapPage(map, title)];
    for (const text of [svg, page]) assert.ok(Buffer.byteLength(text) < 1_000_000, `${Buffer.byteLength(text)} bytes`);
    assert.ok(svg.match(/<text /g)!.length > 10_000);
    assert.ok(page.match(/<td/g)!.length > 10_000);
  });

  it("is well-formed XML whatever the classes are called, and escapes them", () => {
    const labels = ['<script>alert("1")</script>', "a & b", "tab\tand\u0001", "]]>"];
    const counts = labels.map((_, t) => labels.map((_, p) => (t === p ? 3 : 1)));
    const map = heatMap({ labels, counts }, 9);
    const svg = heatMapSvg(map, "<b>");
    assert.equal(XMLValidator.validate(svg), true);
    assert.doesNotMatch(svg + heatMapPage(map, "<b>"), /<script|<b>a|\p{Cc}(?<!\n|\t)/u);
    assert.ok(new XMLParser().parse(svg));
  });

  it("tells those who cannot see it the same: a title, sentences, and a table with headings", () => {
    const map = heatMap(insurance, 9);
    const svg = heatMapSvg(map, title);
    assert.match(svg, /role="img" aria-labelledby="title description"/);
    assert.match(
      svg,
      /<desc id="description">Macro F1 0\.693 over 5,819 held-out rows\. Best known is .* \(F1 0\.\d+\), least /,
    );
    const page = heatMapPage(map, title);
    assert.equal(page.match(/<th scope="row">/g)!.length, 10 + 1 + 2);
    assert.equal(page.match(/<th scope="col">/g)!.length, 10 + 2);
    assert.match(page, /macro F1 0\.691|Macro F1 0\.693/);
  });
});
