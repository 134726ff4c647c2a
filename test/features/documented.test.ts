import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import * as columns from "../../features/columns";
import * as dates from "../../features/dates";
import { definitionKeys, definitionProblems } from "../../features/definition-problems";
import type { Feature, FeatureDefinition } from "../../features/definition";

const page = readFileSync("docs/definitions.md", "utf8");
const [bullets] = /\n- \*\*?[^]*(?=\n## All of it)/.exec(page)!;

/** What stands in a line of text, as a part of a definition: a feature, or a key with its value. */
function definitionWith(snippet: string): FeatureDefinition {
  const isFeature = /^\w+\(/.test(snippet);
  const code = isFeature ? `{ features: [${snippet}] }` : `{ ${snippet} }`;
  const words = { ...columns, ...dates };
  const part = runInNewContext(`(${code})`, words) as { features?: Feature[] };
  const features = part.features ?? [columns.numeric("n")];
  const sent = features.some(({ dateFormats }) => dateFormats) ? "28.11.2026 09:30" : "2026-11-28";
  const values: Record<string, string> = { price: "4,5", smoker: "y", sent };
  const inputs = features.flatMap(({ from }) => from);
  const example = Object.fromEntries(inputs.map((name) => [name, values[name] ?? "1"]));
  return {
    label: { name: "y", type: /minimum/.test(snippet) ? "CATEGORICAL" : "BINARY" },
    examples: [example],
    ...part,
    features,
  };
}

describe("the page about definitions", () => {
  const snippets = [...bullets.matchAll(/`([^`]+)`/g)]
    .map(([, code]) => code)
    .filter((code) => /^(\w+\(".*\)|\w+: [^ ].*)$/s.test(code));

  for (const snippet of snippets)
    it(`says what can be written: ${snippet.replace(/\s+/g, " ")}`, () => {
      const named = /^(threshold|unlabelled|yes|no|normalise|decimal)\b/.exec(snippet)?.[1];
      const types: Record<string, string> = { normalise: "CATEGORICAL", decimal: "NUMERIC" };
      const ofLabel = `label: { name: "y", type: "${types[named ?? ""] ?? "BINARY"}", ${snippet} }`;
      const text = named === undefined || named === "unlabelled" ? snippet : ofLabel;
      const whole = /^minimumExamplesPerClass/.test(text) ? `${text}, rareClasses: "Other"` : text;
      const code = /^rareClasses/.test(text) ? `${text}, minimumExamplesPerClass: 20` : whole;
      assert.deepEqual(definitionProblems(definitionWith(code)), []);
    });

  it("has each word in one of its examples, which the long tests learn from", () => {
    const examples = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code).join("\n");
    for (const key of definitionKeys) assert.match(examples, new RegExp(`^  ${key}: `, "m"));
    for (const option of ["yes", "no", "threshold", "normalise", "decimal", "missing", "formats", "parts"])
      assert.match(examples, new RegExp(`\\b${option}: `));
    for (const word of ["numeric", "categorical", "binary", "text", "computed", "revealing", "date"])
      assert.match(examples, new RegExp(`\\b${word}\\(`));
    assert.ok(snippets.length > 15, String(snippets.length));
  });
});
