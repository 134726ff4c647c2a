import { invalidInput } from "./invalid-input";

/**
 * All training parameters as Amazon ML reports them: the defaults of its API (not of its console:
 * no shuffle, no L2), over which goes what was given, as it was given.
 * Source: API Reference, CreateMLModel, "Parameters".
 * @throws ApiError InvalidInputException for an unknown key or a value out of its range
 */
export function trainingParameters(given: Record<string, string> = {}): Record<string, string> {
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule)
      throw invalidInput(`Unknown training parameter '${name}': expected one of ${Object.keys(rules).join(", ")}`);
    if (!rule.accepts(value)) throw invalidInput(`Expected ${rule.expected} for '${name}', got '${value}'`);
  }
  if (Number(given["sgd.l1RegularizationAmount"] ?? 0) > 0 && Number(given["sgd.l2RegularizationAmount"] ?? 0) > 0) {
    throw invalidInput("sgd.l1RegularizationAmount and sgd.l2RegularizationAmount cannot both be above zero");
  }
  const defaults = Object.entries(rules).map(([name, rule]) => [name, rule.default]);
  return { ...(Object.fromEntries(defaults) as Record<string, string>), ...given };
}

// ---

const isWhole = (low: number, high: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high;
const isAmount = (value: string) => value.trim() !== "" && Number(value) >= 0 && Number.isFinite(Number(value));

const rules: Record<string, { default: string; expected: string; accepts: (value: string) => boolean }> = {
  "sgd.maxMLModelSizeInBytes": {
    default: "33554432",
    expected: "100000 to 2147483648",
    accepts: isWhole(100_000, 2 ** 31),
  },
  "sgd.maxPasses": { default: "10", expected: "1 to 10000", accepts: isWhole(1, 10_000) },
  "sgd.shuffleType": {
    default: "none",
    expected: "auto or none",
    accepts: (value) => value === "auto" || value === "none",
  },
  "sgd.l1RegularizationAmount": { default: "0.0", expected: "a number from 0 up", accepts: isAmount },
  "sgd.l2RegularizationAmount": { default: "0.0", expected: "a number from 0 up", accepts: isAmount },
};
