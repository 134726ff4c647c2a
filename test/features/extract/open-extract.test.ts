import assert from "node:assert/strict";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { databaseName, hasPassword } from "../../../features/extract/database-name";
import { snapshotFile, snapshotIdentity, snapshotRecordFile } from "../../../features/extract/snapshot";
import { openExtract } from "../../../features/extract/open-extract";
import { isDatabase } from "../../../features/extract/source";
import { temporaryFolder } from "../../temporary-folder";
import { ago } from "../../../text/dates";

const now = new Date("2026-11-24T12:00:00Z");
const hoursBefore = (hours: number) => new Date(now.getTime() - hours * 3600_000);

describe("source", () => {
  const folder = temporaryFolder();
  const write = (path: string, hours = 1) => {
    const file = join(folder(), path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "number,policy\n1,A\n");
    utimesSync(file, hoursBefore(hours), hoursBefore(hours));
    return file;
  };
  const open = (source: string, query = "") => openExtract({ source, query }, join(folder(), "build"), now);

  it("may be a file, and its age is said", async () => {
    const file = write("a.csv", 3);
    assert.deepEqual(await open(file), { files: [file], words: `${file} changed 3 hours ago` });
  });

  it("may be a folder: its CSV files, in the order of their names, nothing else", async () => {
    const files = [write("dumps/a.csv", 50), write("dumps/b.csv.gz", 26)];
    write("dumps/notes.txt");
    write("dumps/deeper/c.csv");
    for (const source of [join(folder(), "dumps"), join(folder(), "dumps/")]) {
      const extract = await open(source);
      assert.deepEqual(extract.files, files);
      assert.match(extract.words, /2 files of .*dumps\/?, the newest changed 1 day ago/);
    }
  });

  it("reads the files of a folder also where their ending is in capitals", async () => {
    const files = [write("mixed/B.CSV"), write("mixed/C.csv.GZ"), write("mixed/a.csv")];
    assert.deepEqual((await open(join(folder(), "mixed"))).files, files);
  });

  it("may be a glob", async () => {
    const files = [write("dumps/2026-01.csv"), write("dumps/deeper/2026-02.csv")];
    write("dumps/2025-12.csv");
    assert.deepEqual((await open(join(folder(), "dumps/**/2026-*.csv"))).files, files);
  });

  it("is taken by its own name when a file has the signs of a glob in it", async () => {
    const file = write("dump [1].csv");
    assert.deepEqual((await open(file)).files, [file]);
  });

  it("is refused when there is nothing to read", async () => {
    mkdirSync(join(folder(), "empty"));
    await assert.rejects(open(join(folder(), "nowhere.csv")), /got ENOENT\. Set ml-learn:source to a CSV file/);
    await assert.rejects(open(join(folder(), "*.csv")), /got no file that matches/);
    await assert.rejects(open(join(folder(), "empty")), /Expected files .* in the folder .*, got none/);
    await assert.rejects(open("/dev/null"), /neither a file nor a folder/);
  });

  it("may be a database, of which the snapshot is read, if it is of that database and query", async () => {
    const source = "postgresql://me:secret@db.example:5433/claims?sslmode=verify-full";
    const file = snapshotFile(join(folder(), "build"));
    await assert.rejects(
      open(source, "SELECT 1"),
      /a snapshot of postgresql:\/\/db\.example:5433\/claims .*got none.*ml:extract/,
    );
    write("build/extracted_data.csv");
    await assert.rejects(open(source, "SELECT 1"), /got none/);
    const identity = snapshotIdentity({ source, query: "SELECT 1" });
    const record = { taken: hoursBefore(5), from: databaseName(source), ...identity, rows: 1 };
    writeFileSync(snapshotRecordFile(join(folder(), "build")), JSON.stringify(record));
    assert.deepEqual(await open(source, "SELECT 1"), {
      files: [file],
      words: `${file}, taken from postgresql://db.example:5433/claims 5 hours ago`,
    });
    await assert.rejects(open(source, "SELECT 2"), /got one of another query.*ml:extract/);
    await assert.rejects(
      open("postgres://elsewhere/claims", "SELECT 1"),
      /got one of another database, user or options \(postgresql:\/\/db\.example:5433\/claims\)/,
    );
  });

  it("shows a database without user, password and options, even when its URL is wrong", () => {
    assert.ok(isDatabase({ source: "postgres://x/y" }) && !isDatabase({ source: "data/postgresql.csv" }));
    assert.throws(
      () => databaseName("postgresql://me:secret@:nowhere:x"),
      (error: Error) => !/secret/.test(String(error.stack)),
    );
    assert.ok(hasPassword("postgresql://me:secret@db/x") && hasPassword("postgresql://db/x?password=secret"));
    assert.ok(!hasPassword("postgresql://me@db/x"));
    for (const url of [
      "postgresql://me:12/secret@db/x",
      "postgresql://me:20#secret@db/x",
      "postgresql://me:1?secret@db/x",
    ]) {
      assert.ok(hasPassword(url));
      assert.throws(
        () => databaseName(url),
        (error: Error) => /written as %XX/.test(error.message) && !/secret/.test(error.message),
      );
    }
  });
});

describe("age", () => {
  it("is told in its largest unit", () => {
    const words = [0, 59, 60, 3599, 3600, 86_399, 86_400, 864_000].map((seconds) =>
      ago(new Date(now.getTime() - seconds * 1000), now),
    );
    assert.deepEqual(words, [
      "just now",
      "just now",
      "1 minute ago",
      "59 minutes ago",
      "1 hour ago",
      "23 hours ago",
      "1 day ago",
      "10 days ago",
    ]);
  });
});
