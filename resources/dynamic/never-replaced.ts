import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineAddress } from "./pulumi-engine";
import type { Lifecycle } from "./lifecycle";

/**
 * No resource is ever replaced, not by force either (`--replace`, `--target-replace`, `pulumi state
 * taint`): its id is made of its content, so `create` would adopt the thing that is there, and
 * Pulumi then delete it as "the old one" (pulumi/pulumi#9903).
 *
 * The engine checks what is to be replaced as if it were new. That it is not, the program knows, which
 * reads the state, and leaves it for the provider process of the same run in a file that is named
 * after their engine. What a refresh in the same run found gone is new indeed.
 */
export function neverReplaced<L extends Lifecycle>(lifecycle: L): L {
  return {
    ...lifecycle,
    async check(olds, news: { row: string }) {
      const result = await lifecycle.check(olds, news);
      const isNew = Object.keys(olds).length === 0;
      if (!isNew || gone.has(news.row) || !rowsInState().includes(news.row)) return result;
      return { ...result, failures: [...(result.failures ?? []), { property: "", reason: REASON }] };
    },
    async read(id, props: { row: string }) {
      const result = await lifecycle.read(id, props);
      if (!result.id) gone.add(props.row);
      return result;
    },
  };
}

/** Leaves the rows that the state has, by their URNs, for the provider process of this run. */
export function tellRowsInState(rows: string[]): void {
  if (engineAddress === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  // A program whose run fails is killed, and leaves its file behind.
  for (const name of readdirSync(FOLDER).filter((name) => name.startsWith(PREFIX))) {
    const file = join(FOLDER, name);
    if (Date.now() - statSync(file).mtimeMs > DAY_MS) rmSync(file, { force: true });
  }
  const file = fileOf(engineAddress);
  writeFileSync(file, JSON.stringify(rows));
  process.once("exit", () => rmSync(file, { force: true }));
}

// ---

const REASON =
  "it is never replaced: its id is made of its content, so that what replaces it would be itself, and then be deleted. Nothing was changed. Leave out --replace and --target-replace; `pulumi state untaint` takes a mark back. What is damaged or gone is made again by `pulumi refresh` and `pulumi up`; to train anew, change ml-learn:splitSeed";

const FOLDER = "build";
const PREFIX = ".rows-";
const DAY_MS = 24 * 3_600_000;
const fileOf = (engine: string): string => join(FOLDER, `${PREFIX}${engine.split(":").pop()}.json`);

/** Rows that a refresh in this process found gone. */
const gone = new Set<string>();

let known: string[] | undefined;

/** Empty where no program ran before: in a refresh, a destroy, a test. */
function rowsInState(): string[] {
  if (engineAddress === undefined) return [];
  try {
    return (known ??= JSON.parse(readFileSync(fileOf(engineAddress), "utf8")) as string[]);
  } catch {
    return (known = []);
  }
}
