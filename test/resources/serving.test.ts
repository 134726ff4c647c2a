import assert from "node:assert/strict";
import { lifecycle as serving } from "../../resources/serving";
import { common, LocalCloud } from "./local-cloud";

describe("the switch", () => {
  const cloud = new LocalCloud();
  before(async () => {
    await cloud.start();
    for (const id of ["ml-a", "ml-b"]) await cloud.state.create("MLModel", id, {}, {});
  });
  after(() => cloud.stop());

  const inputs = (name: string, value: number) => ({
    ...common,
    modelId: `ml-${name}`,
    url: "http://127.0.0.1:1",
    generation: name,
    metric: "MulticlassAvgFScore",
    value,
  });

  it("remembers what served when and how good it was, and forgets nothing when the service moves", async () => {
    const first = (await serving.create(inputs("a", 0.6))).outs as never;
    const second = (await serving.update("serving", first, inputs("b", 0.7))).outs as never;
    const moved = (await serving.update("serving", second, { ...inputs("b", 0.7), url: "http://127.0.0.1:2" })).outs;
    const { history, servedSince, since, url } = moved as {
      history: { generation: string; value: number; since: string }[];
      servedSince: Record<string, string>;
      since: string;
      url: string;
    };
    assert.equal(url, "http://127.0.0.1:2");
    assert.deepEqual(
      history.map(({ generation, value }) => [generation, value]),
      [
        ["a", 0.6],
        ["b", 0.7],
      ],
    );
    assert.deepEqual([history[1].since, servedSince.b], [since, since]);
  });
});
