import assert from "node:assert/strict";
import { join } from "node:path";
import { countRowChanges } from "../../features/row-changes";
import { temporaryFolder } from "../temporary-folder";

describe("changes of rows", () => {
  const folder = temporaryFolder();
  /** Chunks of a few bytes, so that lines and characters are cut. */
  async function* chunks(text: string, size: number): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const changes = (before: string[][], after: string[][], { hasRowId = false, size = 5 } = {}) => {
    const files = (parts: string[][]) =>
      parts.map((rows) => chunks(["y,a", ...rows].map((row) => row + "\n").join(""), size));
    return countRowChanges(files(before), files(after), hasRowId, join(folder(), "hashes"));
  };

  it("are rows added, removed and relabelled, in any order", async () => {
    const before = ["A,1", "B,2", "A,3", "Ü,4"];
    assert.deepEqual(await changes([before], [[...before].reverse()]), { added: 0, removed: 0, relabelled: 0 });
    assert.deepEqual(await changes([before], [["A,1", "C,2", "Ü,4", "A,5", "A,6"]]), {
      added: 2,
      removed: 1,
      relabelled: 1,
    });
  });

  it("count duplicates one by one", async () => {
    assert.deepEqual(await changes([["A,1", "A,1", "B,1"]], [["A,1", "B,1", "B,1", "B,1"]]), {
      added: 1,
      removed: 0,
      relabelled: 1,
    });
  });

  it("read labels in quotes, and pass over row ids", async () => {
    const quoted = ['"A, ""x""",1', '"""",2', '"",3'];
    assert.deepEqual(await changes([quoted], [['"A, ""x""",1', "B,2", '"",3']]), {
      added: 0,
      removed: 0,
      relabelled: 1,
    });
    const options = { hasRowId: true };
    assert.deepEqual(await changes([["A,r1,1", 'B,"r,2",2']], [["A,r9,1", "A,r2,2"]], options), {
      added: 0,
      removed: 0,
      relabelled: 1,
    });
  });

  it("do not see which of two files a row is in, and count many on the disk", async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `P${i % 7},${i}`);
    const options = { size: 1 << 16 };
    assert.deepEqual(await changes([rows.slice(0, 40_000), rows.slice(40_000)], [rows.slice(9)], options), {
      added: 0,
      removed: 9,
      relabelled: 0,
    });
  });
});
