import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DatabaseError, type Client, type QueryConfig } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { connect } from "./connect";
import { databaseName } from "./database-name";
import { ExtractError } from "./extract-error";

export interface CopyOptions {
  url: string;
  /** One SELECT (or WITH, VALUES, TABLE). */
  query: string;
  /** Gets the rows as CSV with a header; readable by its owner only. */
  file: string;
  /** The columns that the query has to give. */
  columns: string[];
  /** The server ends the query after that. */
  timeoutMinutes: number;
  /** Ends the query on the server, and the run. */
  signal?: AbortSignal;
  onProgress?: (progress: { rows: number; bytes: number }) => void;
}

/**
 * Copies the result of a query into a CSV file: streamed with COPY, in one read-only transaction
 * that sees one state of the database.
 *
 * Dates, times, numbers and bytes are written alike whatever the server's, the role's or this
 * machine's locale and time zone are, so that the same rows give the same digest.
 * @throws ExtractError that never shows a password or a value of a row
 */
export async function copyFromPostgresql(options: CopyOptions): Promise<{ rows: number }> {
  const { url, query, file, columns, timeoutMinutes, signal, onProgress } = options;
  // First of all: no other error may show a URL that cannot be read.
  databaseName(url);
  let isCopying = false;
  let client: Client | undefined;
  const cancelling: Promise<void>[] = [];
  const cancel = () => void cancelling.push(cancelQuery(url, client!));
  try {
    client = await connect(url, CONNECT_MS);
    signal?.throwIfAborted();
    signal?.addEventListener("abort", cancel, { once: true });
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    for (const [name, value] of sessionSettings(timeoutMinutes, await serverVersion(client)))
      await client.query("SELECT set_config($1, $2, true)", [name, value]);
    await checkColumns(client, query, columns);
    isCopying = true;
    const copy = client.query(copyTo(`COPY (${statement(query)}\n) TO STDOUT (FORMAT csv, HEADER)`));
    const progress = { rows: -1, bytes: 0 };
    await pipeline(
      copy,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          progress.bytes += chunk.length;
          for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) progress.rows++;
          onProgress?.(progress);
          yield chunk;
        }
      },
      createWriteStream(file, { mode: 0o600 }),
      { signal },
    );
    await client.query("COMMIT");
    return { rows: copy.rowCount };
  } catch (error) {
    throw readableError(error as Error, options, isCopying);
  } finally {
    signal?.removeEventListener("abort", cancel);
    await Promise.all(cancelling);
    await client?.end().catch(() => undefined);
  }
}

// ---

const CONNECT_MS = 15_000;
const CANCEL_MS = 5_000;

/** What of a query is no code: texts, names and comments (PostgreSQL, "Lexical Structure"). */
const noCode = /'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[^]*?\1|--[^\n]*|\/\*[^]*?\*\//g;

/** Without the semicolon that people put at the end, and what comments stand after it. */
function statement(query: string): string {
  const code = query.replace(noCode, (part) => (/^(--|\/\*)/.test(part) ? " " : "x").repeat(part.length));
  const end = /[\s;]*$/.exec(code)!.index;
  return code.slice(end).includes(";") ? query.slice(0, end) : query;
}

async function serverVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  return Number(rows[0].server_version_num);
}

function sessionSettings(timeoutMinutes: number, version: number): [string, string][] {
  return [
    ["statement_timeout", `${Math.ceil(timeoutMinutes * 60_000)}ms`],
    ["client_encoding", "UTF8"],
    ["TimeZone", "UTC"],
    ["DateStyle", "ISO, YMD"],
    ["IntervalStyle", "iso_8601"],
    ["extra_float_digits", "1"],
    ["bytea_output", "hex"],
    ["lc_monetary", "C"],
    ["xmlbinary", "base64"],
    // A client that was killed is noticed by the server, and its query ended.
    ...(version >= 140_000 ? [["client_connection_check_interval", "5s"] as [string, string]] : []),
  ];
}

/** Before hours of copying: is it one query, and does it give what the definition reads? */
async function checkColumns(client: Client, query: string, columns: string[]): Promise<void> {
  const { fields } = await client.query({
    text: `SELECT * FROM (${statement(query)}\n) AS extract LIMIT 0`,
    // The extended protocol takes one statement, not several.
    queryMode: "extended",
  } as QueryConfig);
  const names = fields.map(({ name }) => name);
  const twice = columns.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined)
    throw new ExtractError(
      `Expected ml-learn:query to give one column ${twice}, got it twice among ${names.join(", ")}. Name one of them otherwise, with AS.`,
    );
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw new ExtractError(
      `Expected ml-learn:query to give the columns ${columns.join(", ")}, got no ${missing.join(", ")} among ${names.join(", ")}. Name them with AS.`,
    );
}

/** By a connection of its own: the first one is busy. */
async function cancelQuery(url: string, client: Client): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  try {
    const canceller = await connect(url, CANCEL_MS);
    await canceller.query("SELECT pg_cancel_backend($1)", [processID]).finally(() => canceller.end());
  } catch {
    // The server ends it when it sees that nobody listens.
  }
}

/**
 * Classes of SQLSTATE whose messages speak of roles, limits and connections, never of a row's values.
 * Of 42, on names and syntax, that is so as long as no row is read: a cast to regclass quotes it.
 */
const harmless = ["08", "0A", "25", "28", "3D", "40", "53", "54", "55", "57"];

function readableError(error: Error, { url, timeoutMinutes, signal }: CopyOptions, isCopying: boolean): Error {
  const from = databaseName(url);
  if (error instanceof ExtractError) return error;
  if (signal?.aborted)
    return new ExtractError(`The extract from ${from} was cancelled; the last snapshot stays.`, { cause: error });
  if (!(error instanceof DatabaseError)) {
    const { code, message } = error as NodeJS.ErrnoException;
    return new ExtractError(`The extract from ${from} failed: ${code ?? message}. The last snapshot stays.`, {
      cause: error,
    });
  }
  const { code = "", message } = error;
  if (code === "57014")
    return new ExtractError(
      `The query on ${from} was ended by the server: it took longer than ${timeoutMinutes} minutes (ml-learn:queryTimeoutMinutes), or somebody cancelled it there. The last snapshot stays.`,
      { cause: error },
    );
  const isHarmless = harmless.includes(code.slice(0, 2)) || (!isCopying && code.startsWith("42"));
  // A replica that is behind, or a deadlock: the same query may do a moment later.
  const advice = code.startsWith("40") ? " Run again." : "";
  const why = isHarmless ? `${message}${advice && "."}` : `its message is not shown, since it may quote a row`;
  return new ExtractError(
    `PostgreSQL on ${from} refused with ${code}: ${why}${advice || "."} The last snapshot stays.`,
    {
      cause: error,
    },
  );
}
