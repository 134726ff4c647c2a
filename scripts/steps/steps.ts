import { columnsRead } from "../../features/definition";
import { loadDefinition } from "../../features/load-definition";
import { warnings, type Manifest } from "../../features/manifest";
import { hasPassword } from "../../features/extract/database-name";
import { engineOf } from "../../plan/engines/engines";
import { openExtract } from "../../features/extract/open-extract";
import { isDatabase, type Source } from "../../features/extract/source";
import type { HoldOut } from "../../features/hold-out";
import { takeSnapshot } from "../../features/extract/take-snapshot";
import { transform } from "../../features/transform";
import type { Settings } from "../../settings/read-settings";
import { pulumiEnvironment } from "../stack/environment";
import { describeFeatures } from "./describe-features";
import { explainDigests } from "./explain-digests";
import { withProgress } from "../command-line/progress";
import { count } from "../../text/numbers";

const FOLDER = "build";

export type Say = (text: string) => void;

export interface TransformSettings extends Source {
  definition: string;
  holdOut: HoldOut;
  /** The name of what learns; undefined for the default one. */
  engine?: string;
}

/** Takes the snapshot of a database; of files there is nothing to take. Ctrl-C ends the query on the server too. */
export async function extract(settings: Settings, say: Say = console.log): Promise<void> {
  if (!isDatabase(settings)) {
    const { words } = await openExtract(settings, FOLDER, new Date());
    say(`Nothing to extract: the files are read as they are (${words}).`);
    return;
  }
  if (hasPassword(settings.source) && pulumiEnvironment().PULUMI_CONFIG_PASSPHRASE === "")
    console.error(
      "Warning: the stack's passphrase is empty, so whoever has its configuration file can read the password in ml-learn:source. Leave it out and set PGPASSWORD or ~/.pgpass, or give the stack a passphrase.",
    );
  const cancelled = new AbortController();
  const abort = () => cancelled.abort();
  process.once("SIGINT", abort).once("SIGTERM", abort);
  try {
    const columns = columnsRead(loadDefinition(settings.definition));
    const { rows, from } = await withProgress("Extracting", (report) =>
      takeSnapshot(settings, FOLDER, {
        columns,
        timeoutMinutes: settings.queryTimeoutMinutes,
        signal: cancelled.signal,
        onProgress: withRate(report),
      }),
    );
    say(`Extracted ${count(rows)} rows from ${from} to ${FOLDER}/extracted_data.csv.`);
  } finally {
    process.off("SIGINT", abort).off("SIGTERM", abort);
  }
}

/** Makes the features, and says what they are and what is odd about them. */
export async function transformExtract(
  { definition: name, holdOut, engine, ...source }: TransformSettings,
  { isShown = false, say = console.log as Say } = {},
): Promise<Manifest> {
  const definition = loadDefinition(name);
  const { files, words } = await openExtract(source, FOLDER, new Date());
  const features = await withProgress("Transforming", (report) => {
    const showRate = withRate(report);
    const { layout } = engineOf({ engine });
    return transform({ definition, files, holdOut, layout, folder: FOLDER, onProgress: (rows) => showRate({ rows }) });
  });
  const made = Object.keys(features.files).map((file) => `${FOLDER}/${file}`);
  const classes = Object.keys(features.classes).length;
  say(
    `${count(features.rows)} rows, ${classes > 0 ? `${count(classes)} classes` : "a number to predict"}, ${count(features.columns.length)} columns -> ${made.join(", ")}, digest ${features.digest}\n(${words})`,
  );
  if (isShown) say(describeFeatures(features, definition));
  for (const warning of warnings(features, definition.label.name)) console.error(`Warning: ${warning}`);
  return features;
}

/** Prints the features digest alone, for other programs, or what it and those made of it are made of. */
export async function printDigest(settings: TransformSettings | Settings, isExplained: boolean): Promise<void> {
  const definition = loadDefinition(settings.definition);
  const { files } = await openExtract(settings, FOLDER, new Date());
  const features = await transform({
    ...{ definition, files, folder: FOLDER },
    ...{ holdOut: settings.holdOut, layout: engineOf(settings).layout },
  });
  const learning = "splitSeed" in settings ? settings : undefined;
  console.log(isExplained ? explainDigests(features, definition, learning) : features.digest);
}

// ---

/** Adds rows and rate to a progress line. */
function withRate(report: (detail: string) => void): (progress: { rows: number }) => void {
  const begin = Date.now();
  return ({ rows }) => {
    const seconds = Math.max((Date.now() - begin) / 1000, 0.001);
    report(`${count(rows)} rows, ${count(Math.round(rows / seconds))} rows/s`);
  };
}
