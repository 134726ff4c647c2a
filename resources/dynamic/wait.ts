import { setTimeout as sleep } from "node:timers/promises";
import { showProgress } from "./pulumi-engine";

export interface WaitOptions<T> {
  look: () => Promise<T>;
  isDone: (found: T) => boolean;
  /** What is waited for and how far it is, for the row. */
  describe: (found: T) => string;
  row: string;
  timeoutMs: number;
}

export class WaitTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`not done within ${Math.round(timeoutMs / 60_000)} minutes`);
  }
}

/** What takes less needs no word. */
const SILENT_MS = 1000;
const FIRST_PAUSE_MS = 200;
/** Also how long a run without a terminal is silent at most. */
const LONGEST_PAUSE_MS = 4500;

/**
 * Looks again and again, ever less often, until it is done.
 *
 * Not the SDK's waiters: they retry on every error, AccessDenied too, and first look after 30 s.
 * @throws WaitTimeout; whatever `look` throws
 */
export async function waitUntil<T>({ look, isDone, describe, row, timeoutMs }: WaitOptions<T>): Promise<T> {
  const begin = Date.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const found = await look();
    const elapsed = Date.now() - begin;
    if (elapsed > SILENT_MS) await showProgress(row, `${describe(found)}, ${Math.round(elapsed / 1000)} s`);
    if (isDone(found)) return found;
    if (elapsed > timeoutMs) throw new WaitTimeout(timeoutMs);
    await sleep(pause);
  }
}
