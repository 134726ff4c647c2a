import assert from "node:assert/strict";
import { comparableHistory, baseline, classScores, figures, worstMistakes } from "../../report/release";
import { headline, verdict } from "../../report/verdict";
import { releasePage } from "../../report/release-html";
import { releaseMarkdown } from "../../report/release-markdown";
import { assertSnapshots } from "../snapshot";
import { otherTypes, releaseOf } from "./release";

/** Three classes, 10 rows: 5 of a, 3 of b, 2 of c. */
const confusion = {
  labels: ["a", "b", "c"],
  counts: [
    [4, 1, 0],
    [2, 1, 0],
    [0, 2, 0],
  ],
};
const heldOut = { rows: 10, unlabelled: 0, failed: 0, confusion, top3: 1 };

describe("the release report", () => {
  it("is as it is kept in test/output, as a page and as Markdown", () => {
    assertSnapshots({
      "release.html": releasePage(releaseOf(), 9),
      "release.md": releaseMarkdown(releaseOf()),
    });
  });

  it("holds the metric against a model that knows nothing", () => {
    const multiclass = releaseOf({ heldOut, classes: { a: 4, c: 90, b: 5 } });
    // Always c: precision 2/10, recall 1; a and b have 0.
    const f1 = (2 * 0.2 * 1) / 1.2;
    assert.ok(Math.abs(baseline(multiclass)! - f1 / 3) < 1e-12);
    assert.equal(baseline(releaseOf({ modelType: "BINARY" })), 0.5);
    const error = { model: 2, mean: 3.5 };
    assert.equal(baseline(releaseOf({ modelType: "REGRESSION", heldOut: { ...heldOut, error } })), 3.5);
    assert.equal(baseline(releaseOf({ heldOut: undefined })), undefined);
  });

  it("names F1 of each class with what it was, and the mistakes that were made most often", () => {
    const before = {
      labels: ["b", "a"],
      counts: [
        [1, 0],
        [0, 1],
      ],
    };
    // b lost .71 of 3 rows, a .27 of 5.
    assert.deepEqual(classScores(confusion, before), [
      { label: "b", rows: 3, f1: 2 / 7, before: 1 },
      { label: "a", rows: 5, f1: 8 / 11, before: 1 },
      { label: "c", rows: 2, f1: 0, before: undefined },
    ]);
    assert.deepEqual(worstMistakes(confusion, 2), [
      { truth: "c", predicted: "b", count: 2, share: 1 },
      { truth: "b", predicted: "a", count: 2, share: 2 / 3 },
    ]);
  });

  it("compares only what was measured alike", () => {
    const { before } = releaseOf();
    const of = (metric: string) =>
      figures(releaseOf({ heldOut, before: { ...before!, quality: { metric, value: 0.5 } } }))[0];
    const { noise, ...rest } = of("MulticlassAvgFScore");
    assert.deepEqual(rest, { name: "macro F1", before: 0.5, now: 0.6906611140754194 });
    assert.ok(noise! > 0.01 && noise! < 0.04);
    assert.equal(of("BinaryAUC").before, undefined);
  });

  it("says why it is compared with nothing, and leaves out of the history what was measured otherwise", () => {
    const { before, history } = releaseOf();
    const alone = { ...before!, quality: undefined, incomparable: "other rows are held out, by another split" };
    assert.match(verdict(releaseOf({ before: alone })), /can't be compared with what served before: other rows/);
    const served = history.map((one, i) => ({ ...one, measure: i === 0 ? "another" : "this" }));
    const shown = comparableHistory(releaseOf({ history: served, measure: "this" }));
    assert.deepEqual(
      shown.map(({ value }) => value),
      [0.671, 0.6906611140754194],
    );
  });

  it("shows the whole verdict and the whole approval, as Markdown too", () => {
    const gate = { limits: { minimumF1: 0.9, maximumF1Drop: 0.05 }, isAccepted: true };
    const approval = `9d7dfedf84f4 by ${"Augusta Ada King, Countess of Lovelace ".repeat(3)}<ada@example.com>, 2026-11-25T02:20:00.000Z`;
    const text = releaseMarkdown(releaseOf({ gate, approval }));
    assert.match(text, /^Accepted by hand .* expected at least 0\.9 \(ml-learn.*minimumF1\)\.$/m);
    assert.match(text, /^- approval: .*, 2026-11-25T02.*00\.000Z$/m);
  });

  it("says first how good it is, beside what served and beside knowing nothing", () => {
    const { before } = releaseOf();
    const after = (value: number) =>
      headline(releaseOf({ before: { ...before!, quality: { metric: "MulticlassAvgFScore", value } } }));
    assert.match(
      after(0.5),
      /^A model better than the one that served: macro F1 0\.691 after 0\.500 on 5,819 rows .*; always the largest class reaches 0\.002\. What changed: rows \(3 added\)\. It is to serve from 25 Nov 2026 on\.$/,
    );
    assert.match(
      after(0.73),
      /^A model worse than .* after 0\.730.* Look at the classes that lost; the way back stands at the end\.$/,
    );
    assert.match(after(0.685), /^A model as good as .* after 0\.685, a difference that chance alone makes/);
    assert.match(headline(releaseOf({ before: undefined })), /^The first model: macro F1 0\.691 on/);
    const alone = { ...before!, quality: undefined, incomparable: "other rows are held out" };
    assert.match(headline(releaseOf({ before: alone })), /^A model that can't be compared with what served: /);
    const gate = { limits: { minimumF1: 0.9 }, isAccepted: false };
    assert.match(
      headline(releaseOf({ gate })),
      / It does not serve: mend the data, or take it all the same by the commands at the end\.$/,
    );
    assert.match(releaseMarkdown(releaseOf({ gate })), /### To take it all the same[^]*ml-learn:accept 9d7dfedf84f4/);
  });

  it("says whether the model may serve and by whose word", () => {
    const gate = { limits: { minimumF1: 0.9 }, isAccepted: false };
    assert.equal(verdict(releaseOf()), "Good enough: it keeps minimumF1 0.6 and maximumF1Drop 0.05.");
    assert.match(verdict(releaseOf({ gate })), /^Refused: its macro F1 is 0\.691: expected at least 0\.9/);
    const regression = { metric: "RegressionRMSE", value: 0.001 };
    assert.equal(verdict(releaseOf({ quality: regression })), "No limit is set for its quality.");
    assert.equal(verdict(releaseOf({ before: undefined })), "Good enough: it keeps minimumF1 0.6.");
    assert.match(
      verdict(releaseOf({ gate: { ...gate, isAccepted: true } })),
      /^Accepted by hand .*, though its macro F1/,
    );
  });

  it("is for the first model, for one without predictions, and for a regression, too", () => {
    const first = releaseOf({ before: undefined, history: [], heldOut: undefined });
    const page = releasePage(first, 9);
    assert.match(page, /Nothing is known to have served before/);
    assert.match(page, /There is none: the held-out rows were not predicted \(ml-learn:report\)/);
    assert.match(releaseMarkdown(first), /Nothing is known to have served before/);
    const quality = { metric: "RegressionRMSE", value: 2 };
    const error = { rows: 10, unlabelled: 0, failed: 0, error: { model: 2, mean: 3.5 } };
    const regression = releaseOf({ modelType: "REGRESSION", classes: {}, quality, heldOut: error });
    assert.match(
      releasePage(regression, 9),
      /baseline: always the mean<\/th><td class="n">–<\/td><td class="n">3\.500/,
    );
    assert.doesNotMatch(releasePage(regression, 9), /heat map/i);
  });

  it("shows what a binary model's scores are worth, and where a regression errs", () => {
    const { binary, regression } = otherTypes();
    assertSnapshots({
      "release-binary.html": releasePage(binary, 9),
      "release-regression.html": releasePage(regression, 9),
    });
    const text = releaseMarkdown(binary);
    assert.match(text, /From a score of 0\.5 on the answer is 1: of these rows 90\.0 % are 1 .* it finds 90\.0 %/);
    assert.match(text, /\| threshold \| answered 1 \| precision \| recall \|\n[^\n]*\n\| 0\.1 \|/);
    const low = releaseMarkdown({ ...binary, scoreThreshold: 0.35 });
    assert.match(low, /From a score of 0\.35 on the answer is 1/);
    assert.match(low, /^\| 0\.3 \|.*\n\| 0\.35 \(its own\) \| \d+ \| 0\.900 \| 0\.900 \|\n\| 0\.4 \|/m);
    const named = releaseMarkdown({ ...binary, states: { "1": "malignant", "0": "benign" } });
    assert.match(named, /the answer is malignant: of these rows 90\.0 % are malignant/);
    assert.match(releaseMarkdown(regression), /\| predicted \| rows \| mean error \|/);
  });

  it("stays under 60,000 characters as Markdown, whatever the classes are called, and says what it leaves out", () => {
    const labels = Array.from({ length: 1000 }, (_, i) => `${"<b>|@team".repeat(30)}${i}`);
    const counts = labels.map((_, t) => labels.map((_, p) => (t === p ? 5 : p === t + 1 ? 2 : 0)));
    const many = { ...heldOut, confusion: { labels, counts } };
    const text = releaseMarkdown(releaseOf({ heldOut: many }));
    assert.ok(text.length < 60_000 && text.length > 10_000, String(text.length));
    assert.match(text, /F1 of the other 990: the first [\d,]+[^]*The report as a page has the other [\d,]+/);
  });

  it("lets nothing in a name be taken for HTML, Markdown or a mention", () => {
    const labels = ["<img src=x>", "a|b`c`", "@team [x](http://y.z)"];
    const strange = releaseOf({
      heldOut: { ...heldOut, confusion: { ...confusion, labels } },
      words: ["```", "# <b>x"],
    });
    const text = releaseMarkdown(strange);
    assert.doesNotMatch(text, /<img|@team|a\|b|\[x\]/);
    assert.match(text, /^````text\n```\n# <b>x\n````$/m);
    assert.doesNotMatch(releasePage(strange, 9), /<img|<b>x/);
  });
});
