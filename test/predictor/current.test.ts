import assert from "node:assert/strict";
import { Current } from "../../predictor/current";

describe("a current value", () => {
  it("is found out once, then anew behind the back when it has grown old", async () => {
    let [found, now] = [0, 0];
    const current = new Current(
      async () => ++found,
      1000,
      () => now,
    );
    assert.deepEqual(await Promise.all([current.get(), current.get()]), [1, 1]);
    now = 1000;
    assert.equal(await current.get(), 1);
    now = 1001;
    assert.equal(await current.get(), 1);
    await new Promise(setImmediate);
    assert.equal(await current.get(), 2);
  });

  it("stays when it can't be found out anew, and is asked for again after a first failure", async () => {
    let [isBroken, now] = [true, 0];
    const current = new Current(
      async () => (isBroken ? Promise.reject(new Error("broken")) : "value"),
      10,
      () => now,
    );
    await assert.rejects(current.get(), /broken/);
    isBroken = false;
    assert.equal(await current.get(), "value");
    isBroken = true;
    now = 100;
    assert.equal(await current.get(), "value");
    await assert.rejects(current.renew(), /broken/);
    assert.equal(await current.get(), "value");
  });
});
