import { chmodSync, mkdirSync } from "node:fs";

/** Where a project keeps its local AWS, in its own folder. */
export const LOCAL_DATA = ".local/aws";

/** Makes a data folder, or closes one, to all but its owner: features and keys lie in it. */
export function ownFolder(data: string): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chmodSync(data, 0o700);
}
