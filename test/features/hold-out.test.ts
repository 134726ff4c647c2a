import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SEPARATOR } from "../../features/digest";
import { isForTraining, featuresHash } from "../../features/hold-out";
import { transforming } from "./transforming";

const stable = (trainingPercent: number, seed = "s") => ({ strategy: "stable", trainingPercent, seed }) as const;

describe("a stable split", () => {
  const { folder, run } = transforming();
  const side = (file: string) =>
    readFileSync(join(folder(), "build", file), "utf8")
      .trimEnd()
      .split("\n")
      .slice(1);
  const sides = async (rows: string[], percent = 70, seed?: string) => {
    await run(["number,policy", ...rows].join("\n"), { holdOut: stable(percent, seed) });
    return { training: side("training.csv"), evaluation: side("evaluation.csv") };
  };
  const rowsOf = (count: number, label = (i: number) => `P${i % 3}`) =>
    Array.from({ length: count }, (_, i) => `${(i * 7919 + 1296).toString(36)},${label(i)}`);

  it("gives two disjoint, complete parts of about the size that was asked for", async () => {
    const manifest = await run(["number,policy", ...rowsOf(5000)].join("\n"));
    const whole = side("features.csv");
    const { training, evaluation } = await sides(rowsOf(5000));
    assert.deepEqual([...training, ...evaluation].sort(), [...whole].sort());
    assert.ok(Math.abs(training.length - 3500) < 150, String(training.length));
    assert.equal(
      (await run(["number,policy", ...rowsOf(5000)].join("\n"), { holdOut: stable(70) })).digest,
      manifest.digest,
    );
  });

  it("keeps each row's side as data grow, shrink and change their order", async () => {
    const before = await sides(rowsOf(500));
    const after = await sides(rowsOf(900).reverse());
    assert.ok(before.training.every((row) => after.training.includes(row)));
    assert.ok(before.evaluation.every((row) => after.evaluation.includes(row)));
  });

  it("keeps equal rows together, and a row that is relabelled on its side", async () => {
    const { training, evaluation } = await sides([...rowsOf(300), ...rowsOf(300), ...rowsOf(300, () => "P9")]);
    const numbers = (rows: string[]) => new Set(rows.map((row) => row.slice(row.indexOf(","))));
    assert.equal(numbers(training).size + numbers(evaluation).size, 300);
    for (const number of numbers(training)) assert.ok(!numbers(evaluation).has(number));
  });

  it("only adds rows to learn from when the share grows, and draws anew by another seed", async () => {
    const [less, more, other] = [
      await sides(rowsOf(500)),
      await sides(rowsOf(500), 80),
      await sides(rowsOf(500), 70, "t"),
    ];
    assert.ok(less.training.every((row) => more.training.includes(row)));
    assert.notDeepEqual(other.training, less.training);
  });

  it("goes by the first 32 bits of a hash that anyone can make", () => {
    // printf 's\x1f7\x1f1' | sha256sum
    const hash = featuresHash(stable(70), ["A", "7", "1"].join(SEPARATOR), {});
    const bits = Number.parseInt(Buffer.from(hash, "latin1").toString("hex").slice(0, 8), 16);
    const percent = (bits / 2 ** 32) * 100;
    assert.ok(isForTraining(hash, percent + 0.001) && !isForTraining(hash, percent));
  });

  it("is refused when it leaves no row of a class to learn from, with the class", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i === 0 ? "B" : "A"}`);
    const split = (seed: string) => run(["number,policy", ...rows].join("\n"), { holdOut: stable(50, seed) });
    assert.deepEqual(Object.keys((await split("a")).heldOutClasses!), ["A"]);
    await assert.rejects(
      split("b"),
      /expected rows of each class to learn from, got all rows of 1 class held out\..*splitSeed/,
    );
  });

  it("is refused when it leaves a side without rows", async () => {
    await assert.rejects(
      run("number,policy\n1,A\n2,B\n", { holdOut: stable(99, "ml-learn") }),
      /evaluation\.csv: expected rows on both sides of the split, got all 2 on the other one.*ml-learn:trainingPercent/,
    );
  });
});
