import assert from "node:assert/strict";
import { Current } from "../../predictor/current";

describe("a current value", () => {
  const ages = { fresh: 1000, stale: 60_000 };

  it("is found out once, then anew behind the back when it is not fresh, and first when it is stale", async () => {
    let [found, now] = [0, 0];
    const current = new Current(
      async () => ++found,
      ages,
      () => now,
    );
    assert.deepEqual(await Promise.all([current.get(), current.get()]), [1, 1]);
    now = 1000;
    assert.equal(await current.get(), 1);
    now = 1001;
    assert.equal(await current.get(), 1);
    await new Promise(setImmediate);
    assert.equal(await current.get(), 2);
    // A night later nobody gets yesterday's.
    now += 60_001;
    assert.equal(await current.get(), 3);
  });

  it("stays when it can't be found out anew, and is asked for again after a first failure", async () => {
    let [isBroken, now] = [true, 0];
    const find = async () => (isBroken ? Promise.reject(new Error("broken")) : "value");
    const current = new Current(find, ages, () => now);
    await assert.rejects(current.get(), /broken/);
    isBroken = false;
    assert.equal(await current.get(), "value");
    isBroken = true;
    for (now of [2000, 100_000]) assert.equal(await current.get(), "value");
    await assert.rejects(current.renew(), /broken/);
  });

  it("is not found out again within a time", async () => {
    let [found, now] = [0, 0];
    const current = new Current(
      async () => ++found,
      ages,
      () => now,
    );
    assert.equal(await current.within(1000), 1);
    now = 1000;
    assert.equal(await current.within(1000), 1);
    now = 1001;
    assert.equal(await current.within(1000), 2);
  });
});
