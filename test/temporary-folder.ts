import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder for each test of the suite that calls this; it is gone after the test. */
export function temporaryFolder(): () => string {
  let folder: string;
  beforeEach(() => (folder = makeTemporaryFolder()));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

export function makeTemporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "ml-learn-")));
}
