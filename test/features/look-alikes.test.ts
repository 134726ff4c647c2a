import assert from "node:assert/strict";
import { LookAlikeCounter, normalised } from "../../features/look-alikes";

describe("look-alikes", () => {
  it("are alike but for blanks, what can't be seen, and forms of letters; case and letters count", () => {
    const alike = ["Café no 1", " Café  no\u00a01 ", "Cafe\u0301 no 1", "Ca\u200bfé no 1", "Café no １", "Café\tno 1"];
    assert.deepEqual([...new Set(alike.map(normalised))], ["Café no 1"]);
    assert.equal(new Set(["cafe", "café", "Cafe", "ca fe"].map(normalised)).size, 4);
  });

  it("are not looked for where there are more values than a person would compare", () => {
    const counter = new LookAlikeCounter();
    for (let i = 0; i < 20_000; i++) counter.add(`${i % 10_001} `);
    counter.add("1");
    assert.deepEqual(counter.result(), []);
    const few = new LookAlikeCounter();
    for (const value of ["a", "a ", "a", "b"]) few.add(value);
    assert.deepEqual(few.result(), [
      {
        seen: "a",
        spellings: [
          { value: "a", rows: 2 },
          { value: "a ", rows: 1 },
        ],
      },
    ]);
  });
});
