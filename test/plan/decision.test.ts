import assert from "node:assert/strict";
import fc from "fast-check";
import { decide as decideFor, type DecisionSettings } from "../../plan/decision";
import { servingGeneration, type Ledger } from "../../plan/ledger";
import { digestOf, ledgerOf, past } from "./ledger";

const settings = { keep: 3, endpoints: 2, serve: "", held: [] };
const decide = (ledger: Ledger, own: string, settings: DecisionSettings) =>
  decideFor(ledger, own, digestOf(`da${own}`.slice(0, 10)), settings);
const short = (digests: string[]) => digests.map((digest) => digest.replace(/0+$/, ""));
const kept = ({ kept }: ReturnType<typeof decide>) => short(kept.map(({ digest }) => digest));
const deleted = ({ deleted }: ReturnType<typeof decide>) => short(deleted.map(({ generation }) => generation.digest));

describe("a run's decision", () => {
  const four = [
    past("d", 4),
    past("c", 3),
    past("b", 2, { endpoint: undefined }),
    past("a", 1, { endpoint: undefined }),
  ];

  it("is to make a new generation, and to keep the newest and what serves", () => {
    const decision = decide(ledgerOf(four, "d"), digestOf("e"), settings);
    assert.deepEqual([decision.next, decision.isNew, decision.isPinned], [digestOf("e"), true, false]);
    assert.deepEqual(kept(decision), ["d", "c"]);
    assert.deepEqual(deleted(decision), ["b", "a"]);
    assert.deepEqual(short(decision.answering), ["e", "d"]);
  });

  it("is to keep what is held, beside those that are kept anyway, without an endpoint", () => {
    const held = { ...settings, held: [digestOf("a").slice(0, 12)] };
    const decision = decide(ledgerOf(four, "d"), digestOf("e"), held);
    assert.deepEqual([kept(decision), deleted(decision)], [["d", "c", "a"], ["b"]]);
    assert.deepEqual(short(decision.answering), ["e", "d"]);
    // Whatever it lacks by now.
    const half = [past("d", 4), past("a", 1, { quality: undefined })];
    assert.deepEqual(short(decide(ledgerOf(half, "d"), digestOf("e"), held).kept.map(({ digest }) => digest)), [
      "d",
      "a",
    ]);
    // What serves and is held, counts as held.
    const serving = { ...settings, held: [digestOf("d").slice(0, 12)] };
    assert.deepEqual(kept(decide(ledgerOf(four, "d"), digestOf("e"), serving)), ["d", "c", "b"]);
    const refused = past("f", 6, { isReleased: false, endpoint: undefined });
    const ofRefused = { ...settings, held: [refused.digest.slice(0, 12)] };
    assert.deepEqual(deleted(decide(ledgerOf([refused, ...four], "d"), digestOf("e"), ofRefused))[0], "f");
  });

  it("is to train nothing for what is kept, whether it serves or not", () => {
    assert.equal(decide(ledgerOf(four, "d"), digestOf("d"), settings).isNew, false);
    const back = decide(ledgerOf(four, "d"), digestOf("b"), settings);
    assert.deepEqual([back.isNew, short([back.next]), kept(back)], [false, ["b"], ["d", "c", "b"]]);
    assert.deepEqual(short(back.answering), ["b", "d"]);
  });

  it("is to go on with what an earlier run left half made", () => {
    const half = past("e", 5, { isTrained: false, quality: undefined, isReleased: false, endpoint: undefined });
    const decision = decide(ledgerOf([half, ...four], "d"), digestOf("e"), settings);
    assert.deepEqual([decision.isNew, kept(decision)], [true, ["e", "d", "c"]]);
  });

  it("is to delete what other data left half made or refused, and to say why", () => {
    const half = past("f", 6, { isTrained: false, quality: undefined, isReleased: false, endpoint: undefined });
    const refused = past("e", 5, { isReleased: false, endpoint: undefined });
    const { deleted } = decide(ledgerOf([half, refused, ...four], "d"), digestOf("ab"), settings);
    assert.deepEqual(
      deleted.map(({ generation, reason }) => [generation.digest[0], reason]),
      [
        ["f", "half made: it lacks its model"],
        ["e", "it was refused, or never served"],
        ["b", undefined],
        ["a", undefined],
      ],
    );
  });

  it("is never to rebuild an older generation that is no longer whole: it is dropped", () => {
    const ledger = ledgerOf(
      four.map((generation, i) => (i === 1 ? { ...generation, missing: "a data source" } : generation)),
      "d",
    );
    const decision = decide(ledger, digestOf("e"), settings);
    assert.deepEqual(kept(decision), ["d", "b"]);
    assert.equal(decision.deleted[0].reason, "half made: it lacks a data source");
  });

  it("keeps what serves even when it is no longer whole", () => {
    const ledger = ledgerOf(
      four.map((generation) => ({ ...generation, missing: "its features" })),
      "d",
    );
    const decision = decide(ledger, digestOf("e"), settings);
    assert.deepEqual([kept(decision), short(decision.answering)], [["d"], ["e", "d"]]);
  });

  it("takes no endpoint down while it is not known which one serves", () => {
    const all = four.map((generation) => ({ ...generation, endpoint: past("x", 1).endpoint }));
    for (const serving of [undefined, "9"]) {
      const decision = decide(ledgerOf(all, serving), digestOf("e"), { keep: 1, endpoints: 1, serve: "", held: [] });
      assert.deepEqual([kept(decision), deleted(decision)], [["d", "c", "b", "a"], []]);
      assert.deepEqual(short(decision.answering).sort(), ["a", "b", "c", "d", "e"]);
    }
  });

  it("follows a pin, by as many digits as are given, and trains nothing then", () => {
    const named = [past("abcdef1234", 4), past("abcdef1299", 3), past("77de01a", 2)];
    const ledger = ledgerOf(named, "abcdef1234");
    const decision = decide(ledger, digestOf("e"), { ...settings, serve: "77de01a" });
    assert.deepEqual([decision.next, decision.isPinned, decision.isNew], [digestOf("77de01a"), true, false]);
    assert.deepEqual(short(decision.answering), ["77de01a", "abcdef1234"]);
    for (const [serve, message] of [
      ["abcdef12", /got 'abcdef12', which fits several\. Kept are:\n {2}abcdef123400, trained 2026-11-04\n/],
      ["77de01", /at least 7 digits/],
      ["1234567", /got '1234567'\. Kept are:[^]*77de01a00000/],
    ] as const)
      assert.throws(() => decide(ledger, digestOf("e"), { ...settings, serve }), message);
    assert.throws(() => decide(ledgerOf([]), digestOf("e"), { ...settings, serve: "1234567" }), /Kept are:\n {2}none/);
  });

  it("leaves the most recently mounted endpoints beside the one that serves", () => {
    const all = [past("d", 4), past("c", 3), past("b", 2, { endpoint: { url: "u", mounted: "2026-11-09" } })];
    assert.deepEqual(short(decide(ledgerOf(all, "d"), digestOf("d"), settings).answering), ["d", "b"]);
    assert.deepEqual(short(decide(ledgerOf(all, "d"), digestOf("d"), { ...settings, endpoints: 1 }).answering), ["d"]);
  });

  it("goes by when a generation served last, not by when it was mounted", () => {
    const all = [past("c", 3), past("b", 2), past("a", 1)];
    const ledger = {
      ...ledgerOf(all, "b"),
      servedSince: { [digestOf("a")]: "2026-11-20", [digestOf("b")]: "2026-11-21" },
    };
    const decision = decide(ledger, digestOf("d"), { keep: 4, endpoints: 3, serve: "", held: [] });
    assert.deepEqual(short(decision.answering), ["d", "b", "a"]);
  });

  it("lets what serves be pinned when it is no longer whole, and says what others lack", () => {
    const ledger = ledgerOf([past("bbbbbbb", 2, { quality: undefined }), past("aaaaaaa", 1)], "bbbbbbb");
    const pin = (serve: string) => decide(ledger, digestOf("d"), { ...settings, serve });
    assert.equal(pin("bbbbbbb").next, digestOf("bbbbbbb"));
    assert.throws(
      () => decide(ledgerOf(ledger.generations, "aaaaaaa"), digestOf("d"), { ...settings, serve: "bbbbbbb" }),
      /got 'bbbbbbb', which lacks its evaluation\. Kept are:\n {2}aaaaaaa00000/,
    );
  });

  it("never gives up what serves, whatever the past and the settings are", () => {
    const generation = fc.record({
      day: fc.integer({ min: 1, max: 28 }),
      isTrained: fc.boolean(),
      isReleased: fc.boolean(),
      hasEndpoint: fc.boolean(),
    });
    const anything = fc.record({
      past: fc.array(generation, { maxLength: 8 }),
      serving: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      own: fc.integer({ min: 0, max: 9 }),
      keep: fc.integer({ min: 1, max: 5 }),
      endpoints: fc.integer({ min: 2, max: 4 }),
    });
    fc.assert(
      fc.property(anything, ({ past: all, serving, own, keep, endpoints }) => {
        const generations = all
          .map(({ day, isTrained, isReleased, hasEndpoint }, i) =>
            past(`${i}1`, day, { isTrained, isReleased, ...(!hasEndpoint && { endpoint: undefined }) }),
          )
          .sort((a, b) => (a.created < b.created ? 1 : -1));
        const ledger = ledgerOf(generations, serving === undefined ? undefined : `${serving}1`);
        const decision = decide(ledger, digestOf(`${own}1`), { keep, endpoints, serve: "", held: [] });
        const live = servingGeneration(ledger);
        const isKept = (digest: string) => decision.kept.some((generation) => generation.digest === digest);
        if (live) assert.ok(isKept(live.digest));
        if (live?.endpoint) assert.ok(decision.answering.includes(live.digest));
        if (!live)
          for (const { digest, endpoint } of generations)
            assert.ok(!endpoint || (isKept(digest) && decision.answering.includes(digest)));
        assert.equal(decision.answering[0], decision.next);
        assert.equal(decision.kept.length + decision.deleted.length, generations.length);
      }),
    );
  });
});
