import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DurableMap } from "../../../local-aws/process/durable-map";
import { temporaryFolder } from "../../temporary-folder";

describe("durable map", () => {
  const folder = temporaryFolder();
  const open = () => DurableMap.open<number>(folder());

  it("has its values again after it was opened anew, whatever the keys", async () => {
    const map = await open();
    const keys = ["a", "A", "../b", "", ".", "ü/\n", "k".repeat(5000)];
    for (const [i, key] of keys.entries()) await map.update(key, () => i);
    await map.update("a", () => undefined);
    const again = await open();
    assert.deepEqual(
      keys.map((key) => again.get(key)),
      [undefined, 1, 2, 3, 4, 5, 6],
    );
    assert.equal(again.size, 6);
  });

  it("does changes of one key one after the other", async () => {
    const map = await open();
    await Promise.all(Array.from({ length: 50 }, () => map.update("n", (n = 0) => n + 1)));
    assert.equal(map.get("n"), 50);
  });

  it("changes nothing when a change throws, and goes on", async () => {
    const map = await open();
    await map.update("n", () => 1);
    await assert.rejects(
      map.update("n", () => {
        throw new Error("refused");
      }),
      /refused/,
    );
    await map.update("n", (n) => n! + 1);
    assert.equal((await open()).get("n"), 2);
  });

  it("removes what an interrupted write left", async () => {
    writeFileSync(join(folder(), "x.json.1234.tmp"), '{"key":"x","va');
    assert.equal((await open()).size, 0);
    assert.deepEqual(readdirSync(folder()), []);
  });

  it("sorts keys by their UTF-8 bytes", async () => {
    const map = await open();
    for (const key of ["b", "\u{1f600}", "a", "\uffee", "B"]) await map.update(key, () => 1);
    assert.deepEqual(map.keys(), ["B", "a", "b", "\uffee", "\u{1f600}"]);
  });
});
