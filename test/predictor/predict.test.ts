import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { MachineLearningClient, PredictCommand } from "@aws-sdk/client-machine-learning";
import { BadValue } from "../../features/definition";
import { computed } from "../../features/columns";
import { loadDefinition } from "../../features/load-definition";
import { predictionRecord } from "../../features/schema";
import { clientOf } from "../../predictor/amazon-ml";
import { predict } from "../../predictor/predict";

const insuranceNumber = loadDefinition("insurance-number");
const served = { modelId: "ml-1", url: "http://127.0.0.1:1" };

/** A client that gives this prediction. */
const answering = (Prediction: object) =>
  clientOf({ send: async () => ({ Prediction }) } as unknown as MachineLearningClient);

describe("predict", () => {
  it("asks for the features of the number, and ranks the answer", async () => {
    const sent: PredictCommand["input"][] = [];
    const client = clientOf({
      send: async ({ input }: PredictCommand) => {
        sent.push(input);
        return { Prediction: { predictedScores: { UMR: 0.2, AETNA: 0.7, CIGNA: 0.2 } } };
      },
    } as unknown as MachineLearningClient);
    const answer = await predict(client, served, insuranceNumber, { number: "wxy-5678" });
    assert.ok("ranked" in answer);
    assert.deepEqual(
      answer.ranked.map(({ label }) => label),
      ["AETNA", "CIGNA", "UMR"],
    );
    assert.deepEqual(sent, [
      {
        MLModelId: "ml-1",
        PredictEndpoint: "http://127.0.0.1:1",
        Record: predictionRecord(insuranceNumber, { number: "WXY5678" }),
      },
    ]);
    await assert.rejects(predict(client, served, insuranceNumber, { number: "W*" }), BadValue);
  });

  it("gives both states of a binary model, whichever it predicts, and the number of a regression", async () => {
    const features = [computed("x", "NUMERIC", ["x"], ({ x }) => x)];
    const of = (type: "BINARY" | "NUMERIC") => ({ label: { name: "y", type }, features, examples: [] });
    // Amazon ML's one score is the probability of 1, also under the label 0.
    const binary = answering({ predictedLabel: "0", predictedScores: { "0": 0.25 } });
    assert.deepEqual(await predict(binary, served, of("BINARY"), { x: "1" }), {
      ranked: [
        { label: "0", probability: 0.75 },
        { label: "1", probability: 0.25 },
      ],
    });
    // Where the threshold is below .25, 1 is the answer.
    const low = answering({ predictedLabel: "1", predictedScores: { "1": 0.25 } });
    assert.deepEqual(await predict(low, served, of("BINARY"), { x: "1" }), {
      ranked: [
        { label: "1", probability: 0.25 },
        { label: "0", probability: 0.75 },
      ],
    });
    const diagnosis = { ...of("BINARY"), label: { name: "y", type: "BINARY", yes: "malignant" } as const };
    assert.deepEqual(await predict(binary, served, diagnosis, { x: "1" }), {
      ranked: [
        { label: "not malignant", probability: 0.75 },
        { label: "malignant", probability: 0.25 },
      ],
    });
    // What serves may have been made when the definition had other names.
    const old = { ...served, states: { "1": "cancer", "0": "none" } };
    const answer = await predict(binary, old, diagnosis, { x: "1" });
    assert.ok("ranked" in answer);
    assert.deepEqual(
      answer.ranked.map(({ label }) => label),
      ["none", "cancer"],
    );
    const regression = answering({ predictedValue: 18.5 });
    assert.deepEqual(await predict(regression, served, of("NUMERIC"), { x: "1" }), { value: 18.5 });
  });

  it("refuses what no features can be made of in a sentence, before it asks the model, and explains itself", async () => {
    const env = { ...process.env, AWS_ML_MODEL_ID: served.modelId, AWS_ML_PREDICTION_URL: served.url };
    const main = (...args: string[]) =>
      promisify(execFile)(process.execPath, ["--require", "tsx/cjs", "scripts/predict.ts", ...args], { env });
    await assert.rejects(main("W*Y"), {
      stderr: "column 'number': expected digits and letters A-Z, got another character at place 2\n",
    });
    await assert.rejects(main("--definition", "satellite", "x_1=3", "y=4"), {
      stderr: /^Expected COLUMN=VALUE with the columns x_1, x_2.*got 'y=4'/,
    });
    assert.match((await main("--help")).stdout, /npm run predict -- NUMBER/);
  });
});
