import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownFolder } from "../process/data-folder";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Where a data folder keeps its keys. */
export const credentialsFile = (data: string): string => join(data, "credentials.json");

/** The keys of a data folder's service, made by chance at the first call and readable by the folder's owner alone. */
export const localCredentials = (data: string): Credentials => readCredentials(data) ?? makeCredentials(data);

/** The keys of a service that starts: the environment's, which are then the folder's too, else the folder's. */
export function serviceCredentials(data: string, environment: NodeJS.ProcessEnv = process.env): Credentials {
  const { LOCAL_AWS_ACCESS_KEY_ID: accessKeyId, LOCAL_AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const own = localCredentials(data);
  const wished = {
    accessKeyId: accessKeyId || own.accessKeyId,
    secretAccessKey: secretAccessKey || own.secretAccessKey,
  };
  if (wished.accessKeyId === own.accessKeyId && wished.secretAccessKey === own.secretAccessKey) return own;
  renameSync(writeKeys(data, wished), credentialsFile(data));
  return wished;
}

// ---

function readCredentials(data: string): Credentials | undefined {
  let text: string;
  try {
    text = readFileSync(credentialsFile(data), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(text) as Partial<Credentials>;
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  } catch {
    // Falls through.
  }
  throw new Error(
    `Expected the keys of the local AWS in ${credentialsFile(data)}, got something else. Remove that file, and the service makes others.`,
  );
}

/** Of several processes that make them at once, one is faster, and all take its. */
function makeCredentials(data: string): Credentials {
  ownFolder(data);
  const temporary = writeKeys(data, {
    accessKeyId: `LOCAL${randomBytes(8).toString("hex").slice(0, 15).toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64url"),
  });
  try {
    linkSync(temporary, credentialsFile(data));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary);
  }
  return readCredentials(data)!;
}

/** Writes keys beside the folder's; gives the file. */
function writeKeys(data: string, keys: Credentials): string {
  const temporary = `${credentialsFile(data)}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return temporary;
}
