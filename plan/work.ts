import type { Manifest } from "../features/manifest";
import { counted } from "../text/numbers";
import type { Decision } from "./decision";
import type { Engine, EngineRun, Step } from "./engines/engine";
import type { Ledger } from "./ledger";

export interface Work {
  steps: Step[];
  /** Endpoints that are taken down, of generations that stay. */
  takenDown: string[];
}

/** What the ledger lacks of what the decision wants. */
export function workOf(engine: Engine, run: EngineRun, upload: string): Work {
  const { ledger, decision, features } = run;
  return {
    steps: [...uploading(ledger, decision, upload, features), ...engine.steps(run)],
    takenDown: decision.kept
      .filter(({ digest, endpoint }) => endpoint && !decision.answering.includes(digest))
      .map(({ digest }) => digest),
  };
}

export const trains = ({ steps }: Work): boolean => steps.some(({ isTraining }) => isTraining);

/** `train 1 model`. */
export const describeStep = ({ verb, noun, count, detail }: Step): string =>
  `${verb} ${detail ?? counted(count, noun)}`;

// ---

function uploading(ledger: Ledger, { isNew }: Decision, upload: string, { files }: Manifest): Step[] {
  if (!isNew || ledger.uploads.has(upload)) return [];
  const sizes = Object.values(files).map(({ sizeInBytes }) => sizeInBytes);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return [{ verb: "upload", noun: "file", count: sizes.length, detail: `${(bytes / 1e6).toFixed(1)} MB` }];
}
