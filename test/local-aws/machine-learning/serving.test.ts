import assert from "node:assert/strict";
import type { Entity, State } from "../../../local-aws/machine-learning/state";
import { servedModels } from "../../../local-aws/machine-learning/serving";

const model = (id: string, tags: Record<string, string>, changes: Partial<Entity> = {}): Entity => ({
  kind: "MLModel",
  id,
  status: "COMPLETED",
  request: {},
  createdAt: 0,
  lastUpdatedAt: 0,
  tags: { project: "p", stack: "dev", generation: "g", ...tags },
  result: {},
  endpoint: { status: "READY", createdAt: 0 },
  ...changes,
});
const served = (...models: Entity[]) => servedModels({ list: () => models } as unknown as State, "http://127.0.0.1:1");

describe("GET /serving", () => {
  it("names of each stack the model that was told to serve last", () => {
    const answer = served(
      model("ml-1", { "serving-since": "2026-11-01" }),
      model("ml-2", { "serving-since": "2026-11-03" }),
      model("ml-3", { "serving-since": "2026-11-02" }),
      model("ml-4", { "serving-since": "2026-11-01", stack: "prod" }),
      model("ml-5", {}),
    );
    assert.deepEqual(answer, [
      { project: "p", stack: "dev", modelId: "ml-2", url: "http://127.0.0.1:1", generation: "g", since: "2026-11-03" },
      { project: "p", stack: "prod", modelId: "ml-4", url: "http://127.0.0.1:1", generation: "g", since: "2026-11-01" },
    ]);
  });

  it("names none that does not answer", () => {
    const tags = { "serving-since": "2026-11-01" };
    assert.deepEqual(served(model("a", tags, { status: "DELETED" }), model("b", tags, { endpoint: undefined })), []);
  });
});
