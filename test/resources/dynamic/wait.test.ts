import assert from "node:assert/strict";
import { waitUntil, WaitTimeout } from "../../../resources/dynamic/wait";

const options = { describe: String, row: "urn", timeoutMs: 10_000 };

describe("waiting", () => {
  it("looks until it is done, and gives what it found", async () => {
    let looks = 0;
    const found = await waitUntil({ ...options, look: async () => ++looks, isDone: (n) => n === 3 });
    assert.deepEqual([found, looks], [3, 3]);
  });

  it("does not look again after an error", async () => {
    let looks = 0;
    const look = async () => {
      looks++;
      throw new Error("AccessDenied");
    };
    await assert.rejects(waitUntil({ ...options, look, isDone: () => false }), /AccessDenied/);
    assert.equal(looks, 1);
  });

  it("ends when the time is over", async () => {
    const wait = waitUntil({ ...options, look: async () => "PENDING", isDone: () => false, timeoutMs: 100 });
    await assert.rejects(wait, WaitTimeout);
  });
});
