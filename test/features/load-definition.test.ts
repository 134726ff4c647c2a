import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { columnsRead, DefinitionError } from "../../features/definition";
import { definitionNames, forgetDefinitions, loadDefinition } from "../../features/load-definition";
import { dataSchema } from "../../features/schema";
import { temporaryFolder } from "../temporary-folder";

describe("definitions", () => {
  const folder = temporaryFolder();
  const features = resolve("features");
  let count = 0;
  /** Loads a definition written as a user would write it. */
  const load = (body: string) => {
    const name = `mine-${count++}`;
    const imports = `import { base36Digits } from "${features}/base36";
import { binary, categorical, computed, numeric, text } from "${features}/columns";
import { defineFeatures } from "${features}/definition";
`;
    writeFileSync(join(folder(), `${name}.ts`), imports + body);
    return loadDefinition(name, folder());
  };
  const good = {
    label: '{ name: "y", type: "CATEGORICAL" }',
    features: '[numeric("a"), categorical("b")]',
    examples: '[{ a: "1", b: "x" }]',
  };
  const define = (parts: Record<string, string>) =>
    load(
      `export default defineFeatures({ ${Object.entries({ ...good, ...parts })
        .map(([key, value]) => `${key}: ${value}`)
        .join(", ")} } as never);`,
    );

  it("are read once, and again when they are to be forgotten", () => {
    const file = join(folder(), "changing.ts");
    const write = (minimum: number) =>
      writeFileSync(
        file,
        `export default { label: { name: "y", type: "CATEGORICAL" }, features: [{ columns: [{ name: "a", type: "NUMERIC" }], from: ["a"], compute: (c: string[]) => c }], examples: [{ a: "1" }], minimumExamplesPerClass: ${minimum}, rareClasses: "Other" };`,
      );
    write(10);
    const minimum = () => loadDefinition("changing", folder()).minimumExamplesPerClass;
    assert.equal(minimum(), 10);
    write(20);
    assert.equal(minimum(), 10);
    forgetDefinitions(folder());
    assert.equal(minimum(), 20);
  });

  it("are the files of a folder, by name", () => {
    assert.deepEqual(definitionNames(), ["insurance-number", "parcel", "satellite"]);
    for (const name of definitionNames()) assert.equal(loadDefinition(name).name, name);
    for (const name of ["nowhere", "../definition", ""])
      assert.throws(() => loadDefinition(name), /ml-learn:definition \(insurance-number, parcel, satellite\)/);
  });

  it("say what an extract has to have, and what Amazon ML is told", () => {
    const definition = define({ rowId: '"id"' });
    assert.deepEqual(columnsRead(definition), ["y", "id", "a", "b"]);
    const schema = JSON.parse(dataSchema(definition)) as Record<string, unknown>;
    assert.equal(schema.rowId, "id");
    assert.equal(schema.targetAttributeName, "y");
    assert.deepEqual(schema.attributes, [
      { attributeName: "y", attributeType: "CATEGORICAL" },
      { attributeName: "id", attributeType: "CATEGORICAL" },
      { attributeName: "a", attributeType: "NUMERIC" },
      { attributeName: "b", attributeType: "CATEGORICAL" },
    ]);
  });

  it("are refused with file, expectation and what came", () => {
    const bad: [Record<string, string>, RegExp][] = [
      [{ label: '{ name: "y", type: "TEXT" }' }, /label: expected the type BINARY, CATEGORICAL or NUMERIC, got TEXT/],
      [{ features: "[]" }, /expected at least one feature/],
      [{ features: '[numeric("a"), numeric("a")]' }, /expected each column once, got 'a' more than once/],
      [{ features: '[numeric("y")]' }, /reads the label 'y'/],
      [{ features: `[numeric("it's")]`, examples: `[{ "it's": "1" }]` }, /1 to 64 characters without quotes/],
      [{ features: '[base36Digits("d", "a", 1000)]' }, /at most 1000 columns, got 1001/],
      [{ features: '["a"]' }, /features: expected what numeric, categorical, computed and the like give/],
      [
        { features: '[computed("x", "NUMBER" as never, ["a"], ({ a }) => a)]', examples: '[{ a: "1" }]' },
        /column 'x': expected the type BINARY, CATEGORICAL, NUMERIC, TEXT, got "NUMBER"/,
      ],
      [{ target: '{ name: "y", type: "BINARY" }' }, /expected `label`, got `target`/],
      [{ rowID: '"id"' }, /expected label, rowId, .*got 'rowID'/],
      [
        { features: '[numeric("a", { mising: ["NA"] } as never)]' },
        /numeric\(…\): expected the options missing, decimal, got "mising"/,
      ],
      [
        { features: '[numeric("a", { missing: "NA" as never })]' },
        /numeric\(…\): expected a list of texts as missing, got "NA"/,
      ],
      [{ features: '[numeric("a", { decimal: "." as never })]' }, /numeric\(…\): expected decimal of ",", got "\."/],
      [
        { features: '[numeric("a", { missing: ["NA"] }, { decimal: "," })]' },
        /numeric\(…\): expected all options in one object/,
      ],
      [
        { features: '[categorical("b", { normalize: true } as never)]' },
        /categorical\(…\): expected the options missing, normalise/,
      ],
      [
        { label: '{ name: "y", type: "BINARY", treshold: 0.3 } as never' },
        /label: expected name, type, .*, got 'treshold'/,
      ],
      [{ heldOut: '{ group: "a", percent: 10 } as never' }, /heldOut: expected { group: "column" } or/],
      [{ heldOut: '{ after: "a", formats: "dd.MM.yyyy" as never }' }, /expected a list of formats, got "dd\.MM\.yyyy"/],
      [{ heldOut: "null as never" }, /heldOut: expected .* got null/],
      [{ cutOff: "null as never" }, /cutOff: expected .* got null/],
      [{ heldOut: '{ by: "a" }' }, /heldOut: expected { group: "column" } or { after: "column", percent: 30 }, got /],
      [{ heldOut: '{ after: "a", percent: 100 }' }, /heldOut: expected .* got {"after":"a","percent":100}/],
      [{ cutOff: '{ date: "a", days: 0 }' }, /cutOff: expected { date: "column", days: 365 }, got /],
      [{ cutOff: '{ date: "a", days: 1, formats: ["DD.MM.YYYY"] }' }, /in the format of a date, got 'DD\.MM\.YYYY'/],
      [{ label: '{ name: "y", type: "BINARY", threshold: 1.5 }' }, /label: threshold is "F1", .* got 1\.5 and BINARY/],
      [{ label: '{ name: "y", type: "BINARY", threshold: { f2: 0.5 } }' }, /label: threshold is "F1"/],
      [
        { label: '{ name: "y", type: "CATEGORICAL", threshold: "F1" }' },
        /goes with the type BINARY, got "F1" and CATEGORICAL/,
      ],
      [{ delimiter: '";;"' }, /delimiter: expected one character, such as ";" .* got ";;"/],
      [
        { label: '{ name: "y", type: "CATEGORICAL", yes: "A" }' },
        /label: yes and no name the two states of the type BINARY/,
      ],
      [{ label: '{ name: "y", type: "BINARY", no: "A" }' }, /label: yes and no name the two states/],
      [
        { label: '{ name: "y", type: "BINARY", decimal: "," }' },
        /label: decimal is "," and goes with the type NUMERIC/,
      ],
      [{ examples: "[]" }, /at least one made-up row/],
      [{ examples: '[{ a: "1" }]' }, /examples\[0\]: expected the columns a, b, got no b/],
      [{ examples: '[{ a: "no number", b: "x" }]' }, /examples\[0\]: column 'a': expected a number/],
      [
        { features: '[computed("r", "NUMERIC", ["a"], () => Math.random())]', examples: '[{ a: "1" }]' },
        /'r' is computed differently each time/,
      ],
      [
        { minimumExamplesPerClass: "1", rareClasses: '"Other"' },
        /minimumExamplesPerClass: expected a whole number above 1, got 1/,
      ],
      [{ minimumExamplesPerClass: "5" }, /rareClasses: expected "Other" or "leave out"/],
      [{ rareClasses: '"Other"' }, /rareClasses: .* if and only if there is minimumExamplesPerClass/],
      [
        { label: '{ name: "y", type: "NUMERIC" }', minimumExamplesPerClass: "5", rareClasses: '"Other"' },
        /goes with a CATEGORICAL label, got NUMERIC/,
      ],
    ];
    for (const [parts, message] of bad)
      assert.throws(
        () => define(parts),
        (error: Error) => {
          assert.ok(error instanceof DefinitionError);
          assert.match(error.message, /^The feature definition features\/definitions\/mine-\d+\.ts cannot be used:/);
          assert.match(error.message, message);
          return true;
        },
      );
    assert.throws(() => load("export const x = numeric;"), /expected `export default defineFeatures/);
  });

  it("are checked by the compiler", () => {
    // @ts-expect-error a label is not a text
    const wrong: import("../../features/definition").FeatureDefinition["label"] = { name: "y", type: "TEXT" };
    assert.ok(wrong);
  });
});
