import { wholeFile, type Split } from "../../learning/split";
import { invalidInput } from "./invalid-input";

/**
 * Reads a `DataRearrangement` (Developer Guide, "Splitting Your Data"). `complement` may be a
 * boolean or its text, and `randomSeed` may stand beside strategyParams: published clients send both.
 * @throws ApiError InvalidInputException
 */
export function parseDataRearrangement(text: string | undefined): Split {
  if (text === undefined || text.trim() === "") return wholeFile;
  const splitting = parseSplitting(text);
  const { percentBegin = 0, percentEnd = 100, complement = false, strategy = "sequential" } = splitting;
  const randomSeed = splitting.strategyParams?.randomSeed ?? splitting.randomSeed ?? "";
  const isPercent = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100;
  if (!isPercent(percentBegin) || !isPercent(percentEnd) || (percentBegin as number) >= (percentEnd as number)) {
    throw invalidInput(
      `Expected whole numbers 0 <= percentBegin < percentEnd <= 100 in DataRearrangement, got ${JSON.stringify(percentBegin)} and ${JSON.stringify(percentEnd)}`,
    );
  }
  if (strategy !== "sequential" && strategy !== "random") {
    throw invalidInput(
      `Expected the strategy "sequential" or "random" in DataRearrangement, got ${JSON.stringify(strategy)}`,
    );
  }
  if (![true, false, "true", "false"].includes(complement as boolean)) {
    throw invalidInput(`Expected true or false for complement in DataRearrangement, got ${JSON.stringify(complement)}`);
  }
  if (typeof randomSeed !== "string")
    throw invalidInput(`Expected a text for randomSeed in DataRearrangement, got ${JSON.stringify(randomSeed)}`);
  return {
    strategy,
    percentBegin: percentBegin as number,
    percentEnd: percentEnd as number,
    complement: String(complement) === "true",
    randomSeed,
  };
}

// ---

interface Splitting {
  percentBegin?: unknown;
  percentEnd?: unknown;
  complement?: unknown;
  strategy?: unknown;
  strategyParams?: { randomSeed?: unknown };
  randomSeed?: unknown;
}

function parseSplitting(text: string): Splitting {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidInput(`DataRearrangement is not JSON: ${(cause as Error).message}`);
  }
  const splitting = (json as { splitting?: unknown } | null)?.splitting ?? {};
  if (typeof json !== "object" || typeof splitting !== "object")
    throw invalidInput("Expected an object with 'splitting' in DataRearrangement");
  return splitting;
}
