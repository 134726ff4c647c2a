import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { MachineLearningClient, PredictCommand } from "@aws-sdk/client-machine-learning";
import { BadValue } from "../../features/definition";
import { insuranceNumber } from "../../features/insurance-number";
import { predictionRecord } from "../../features/schema";
import { predict } from "../../predictor/predict";

describe("predict", () => {
  it("asks for the features of the number, and ranks the answer", async () => {
    const sent: PredictCommand["input"][] = [];
    const client = {
      send: async ({ input }: PredictCommand) => {
        sent.push(input);
        return { Prediction: { predictedScores: { UMR: 0.2, AETNA: 0.7, CIGNA: 0.2 } } };
      },
    } as unknown as MachineLearningClient;
    const ranked = await predict(client, { modelId: "ml-1", url: "http://127.0.0.1:1" }, insuranceNumber, "wxy-5678");
    assert.deepEqual(
      ranked.map(({ label }) => label),
      ["AETNA", "CIGNA", "UMR"],
    );
    assert.deepEqual(sent, [
      {
        MLModelId: "ml-1",
        PredictEndpoint: "http://127.0.0.1:1",
        Record: predictionRecord(insuranceNumber, "WXY5678"),
      },
    ]);
    await assert.rejects(predict(client, { modelId: "m", url: "u" }, insuranceNumber, "W*"), BadValue);
  });

  it("refuses a bad number in a sentence, before it asks anybody, and explains itself", async () => {
    const main = (...args: string[]) =>
      promisify(execFile)(process.execPath, ["--require", "tsx/cjs", "predictor/main.ts", ...args]);
    await assert.rejects(main("W*Y"), { stderr: "expected digits and letters A-Z in the number, got '*'\n" });
    assert.match((await main("--help")).stdout, /npm run predict -- NUMBER/);
  });
});
