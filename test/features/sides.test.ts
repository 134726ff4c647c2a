import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { numeric } from "../../features/columns";
import { date } from "../../features/dates";
import type { FeatureDefinition } from "../../features/definition";
import { DEFAULT_HOLD_OUT, type HoldOut } from "../../features/hold-out";
import { warnings } from "../../features/manifest";
import { rowsDigest, uploadDigest } from "../../plan/digests";
import { describeHoldOut } from "../../plan/held-out";
import { describeSplit } from "../../plan/changes";
import { named, transforming } from "./transforming";

describe("who is held out", () => {
  const { folder, run } = transforming();
  /** 200 rows of 40 customers, five each, one a day from 2026-01-01 on. */
  const extract = (customer = (i: number) => `c${i % 40}`, rows = 200) =>
    ["y,n,customer,sent"]
      .concat(
        Array.from({ length: rows }, (_, i) => {
          const sent = new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
          return `${i % 3 === 0 ? "A" : "B"},${i},${customer(i)},${sent}`;
        }),
      )
      .join("\n");
  const sides = async (changes: Partial<FeatureDefinition>, csv = extract(), holdOut: HoldOut = DEFAULT_HOLD_OUT) => {
    const definition = named({
      label: { name: "y", type: "CATEGORICAL" },
      features: [numeric("n")],
      examples: [{ n: "1" }],
      ...changes,
    });
    const manifest = await run(csv, { definition, holdOut });
    const numbers = (file: string) =>
      readFileSync(join(folder(), "build", file), "utf8")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((row) => Number(row.split(",")[1]));
    const [training, evaluation] = [numbers("training.csv"), numbers("evaluation.csv")];
    return { manifest, training, evaluation };
  };
  const said = (manifest: Awaited<ReturnType<typeof run>>) =>
    describeHoldOut({ holdOut: manifest.holdOut, trainingPercent: 70 }, manifest);

  describe("by a group", () => {
    const heldOut = { group: "customer" };

    it("are all rows of it or none, and stay so as data grow", async () => {
      const before = await sides({ heldOut });
      const customers = (numbers: number[]) => new Set(numbers.map((n) => n % 40));
      const [learned, held] = [customers(before.training), customers(before.evaluation)];
      assert.equal(learned.size + held.size, 40);
      assert.equal(before.training.length + before.evaluation.length, 200);
      const after = await sides({ heldOut }, extract(undefined, 300));
      assert.ok(before.evaluation.every((n) => after.evaluation.includes(n)));
      assert.ok(before.training.every((n) => after.training.includes(n)));
      const { seed } = DEFAULT_HOLD_OUT as { seed: string };
      assert.deepEqual(before.manifest.holdOut, { strategy: "group", group: "customer", trainingPercent: 70, seed });
    });

    it("are told with groups, rows and classes of each side", async () => {
      const { manifest, training, evaluation } = await sides({ heldOut });
      const { groups } = manifest;
      assert.equal(
        said(manifest),
        `${evaluation.length} rows are held out, by customer: those of ${groups!.evaluation}, and of ${groups!.training} to learn from, never of one on both sides. Held out: ${evaluation.length} rows, 2 classes; to learn from: ${training.length} rows, 2 classes.`,
      );
      assert.equal(describeSplit(JSON.stringify(manifest.holdOut)), "by customer, 70 % (seed ml-learn)");
    });

    it("make another upload when rows change sides, though the features are the same", async () => {
      const [one, other] = [
        await sides({ heldOut }),
        await sides(
          { heldOut },
          extract((i) => `d${i % 40}`),
        ),
      ];
      assert.equal(one.manifest.digest, other.manifest.digest);
      assert.notEqual(uploadDigest(one.manifest), uploadDigest(other.manifest));
      assert.notEqual(rowsDigest(one.manifest), rowsDigest(other.manifest));
      assert.equal(rowsDigest(one.manifest), rowsDigest((await sides({ heldOut })).manifest));
    });

    it("are refused where the group is empty, with the line", async () => {
      await assert.rejects(
        sides(
          { heldOut },
          extract((i) => (i === 3 ? "" : `c${i}`)),
        ),
        /line 5: column 'customer' is empty: by it rows are held out, or left out/,
      );
    });
  });

  describe("by time", () => {
    it("are the newest, equal ones on one side, and the preview says since when", async () => {
      const { manifest, training, evaluation } = await sides({ heldOut: { after: "sent", percent: 20 } });
      assert.deepEqual(
        evaluation,
        Array.from({ length: 40 }, (_, i) => 160 + i),
      );
      assert.equal(training.length, 160);
      assert.equal(
        said(manifest),
        "40 rows are held out, the newest by sent, after 2026-06-09. Held out: 40 rows, 2 classes; to learn from: 160 rows, 2 classes.",
      );
      assert.equal(describeSplit(JSON.stringify(manifest.holdOut)), "the newest by sent, 20 %");
      const byMonth = extract(undefined, 90).replace(/-\d\d$/gm, "-01");
      const equal = await sides({ heldOut: { after: "sent" } }, byMonth);
      assert.deepEqual([equal.training.length, equal.evaluation.length], [59, 31]);
    });

    it("go by the formats of the column's own feature, or by those that are named", async () => {
      const german = extract().replace(/(\d{4})-(\d\d)-(\d\d)/g, "$3.$2.$1");
      const formats = ["dd.MM.yyyy"];
      const features = [numeric("n"), date("sent", { formats, parts: ["month"] })];
      const examples = [{ n: "1", sent: "01.01.2026" }];
      const own = await sides({ heldOut: { after: "sent", percent: 20 }, features, examples }, german);
      const other = await sides({ heldOut: { after: "sent", percent: 20, formats } }, german);
      for (const { evaluation } of [own, other]) assert.equal(Math.min(...evaluation), 160);
      await assert.rejects(
        sides({ heldOut: { after: "sent" } }, german),
        /lines 2, 3, 4 and 197 more: column 'sent': expected a date/,
      );
    });
  });

  describe("a cut-off", () => {
    it("leaves rows out that are older than days before the newest row to learn from", async () => {
      const heldOut = { after: "sent", percent: 20 };
      const { manifest, training, evaluation } = await sides({ heldOut, cutOff: { date: "sent", days: 30 } });
      // Of the 39 rows from 161 on, the newest fifth is held out: the newest to learn from is row 191.
      assert.deepEqual([Math.min(...training), Math.max(...training)], [161, 191]);
      assert.deepEqual([Math.min(...evaluation), Math.max(...evaluation)], [192, 199]);
      assert.deepEqual(warnings(manifest, "y"), [
        "161 rows are from before 2026-06-11, and left out by the definition's cutOff.",
      ]);
    });

    it("comes before rare classes are counted", async () => {
      const old = extract()
        .replace(/^B,/gm, "A,")
        .replace(/^A,(\d|[1-9]\d),/gm, "B,$1,")
        .replace("A,150,", "B,150,");
      const rare = { minimumExamplesPerClass: 20, rareClasses: "Other" } as const;
      const { manifest } = await sides({ cutOff: { date: "sent", days: 60 }, ...rare }, old);
      assert.deepEqual(Object.keys(manifest.classes).sort(), ["A", "Other"]);
    });

    it("goes with the stable split, too, and never by the clock", async () => {
      const { training, evaluation } = await sides({ cutOff: { date: "sent", days: 50 } });
      assert.ok(Math.min(...training, ...evaluation) === Math.max(...training) - 50);
    });
  });

  it("is not drawn by Amazon ML where the definition says who", async () => {
    await assert.rejects(
      sides({ heldOut: { group: "customer" } }, extract(), { strategy: "random" }),
      /Expected ml-learn:split stable with heldOut in the definition, got random/,
    );
  });
});
