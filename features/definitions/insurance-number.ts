import { base36Digits, base36Length, base36Value } from "../base36";
import { defineFeatures } from "../definition";

/** Insurance number -> policy. The longest number of the sample has 15 characters. */
export default defineFeatures({
  label: { name: "policy", type: "CATEGORICAL" },
  features: [base36Length("length", "number"), base36Value("base_10", "number"), base36Digits("digit", "number", 23)],
  examples: [{ number: "WXY5678" }, { number: "1A23BC4DE56" }, { number: "800000001" }],
});
