import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { withProgress, type ProgressOutput } from "../../../scripts/command-line/progress";

const record = (isTTY: boolean) => {
  const written: string[] = [];
  const output: ProgressOutput = { isTTY, write: (text) => written.push(text) };
  return { written, options: { output, firstMs: 50, lineMs: 100 } };
};

describe("progress", () => {
  it("is silent about short work, and gives its result", async () => {
    const { written, options } = record(false);
    assert.equal(await withProgress("Work", async () => 42, options), 42);
    assert.deepEqual(written, []);
  });

  it("is one line in place on a terminal, gone at the end", async () => {
    const { written, options } = record(true);
    await withProgress("Work", (report) => (report("10 rows"), sleep(120)), options);
    assert.equal(written[0], "\r\u001b[KWork … 0 s, 10 rows");
    assert.equal(written.at(-1), "\r\u001b[K");
  });

  it("is a line now and then without a terminal", async () => {
    const { written, options } = record(false);
    await withProgress("Work", () => sleep(320), options);
    assert.ok(written.length >= 2 && written.every((line) => line === "Work … 0 s\n"));
  });

  it("passes an error on", async () => {
    await assert.rejects(
      withProgress("Work", () => Promise.reject(new Error("no")), record(true).options),
      /no/,
    );
  });
});
