import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ExtractError } from "../../../features/extract/extract-error";
import { readSnapshot, snapshotFile } from "../../../features/extract/snapshot";
import { takeSnapshot } from "../../../features/extract/take-snapshot";
import { transform } from "../../../features/transform";
import { PostgresqlServer } from "../../postgresql-server";
import { temporaryFolder } from "../../temporary-folder";
import { insuranceNumber, random } from "../transforming";
import { layout } from "../../../plan/engines/amazon-ml/layout";

describe("an extract from PostgreSQL", () => {
  const server = new PostgresqlServer();
  const folder = temporaryFolder();
  const query = "SELECT number, policy FROM members ORDER BY number";

  before(async () => {
    await server.start();
    await server.query(`
      CREATE TABLE members (number text, policy text);
      INSERT INTO members VALUES ('W185101380', 'AETNA HMO'), ('33661700', 'UMR, "GOLD"'), ('4U04T69XA05', 'MEDICARE'), ('7', NULL);
      CREATE TABLE facts (number text, policy text, amount numeric, born date, seen timestamptz, share float8, pay money);
      INSERT INTO facts VALUES ('1', 'A', 1.50, '2001-02-03', '2026-01-01 12:00+00', 0.1::float8 + 0.2, 12.5);`);
  });
  after(() => server.stop());
  before(() =>
    server.query(
      "CREATE FUNCTION conflict() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION SQLSTATE '40001' USING MESSAGE = 'canceled by us'; END $$",
    ),
  );

  const extract = (options: Partial<Parameters<typeof takeSnapshot>[2]> & { query?: string; source?: string } = {}) => {
    const { query: sql = query, source = server.url, ...rest } = options;
    const snapshot = { source, query: sql };
    return takeSnapshot(snapshot, folder(), { columns: ["number", "policy"], timeoutMinutes: 1, ...rest });
  };
  const snapshot = () => readFileSync(snapshotFile(folder()), "utf8");
  const running = () =>
    server.query(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'ml-learn' AND state = 'active' AND query LIKE 'COPY%'",
    );

  it("is a CSV file with a header, beside a record without the password, for its owner only", async () => {
    const { rows, from } = await extract();
    assert.deepEqual([rows, from], [4, `postgresql://127.0.0.1:${server.port}/postgres`]);
    assert.equal(
      snapshot(),
      'number,policy\n33661700,"UMR, ""GOLD"""\n4U04T69XA05,MEDICARE\n7,\nW185101380,AETNA HMO\n',
    );
    assert.equal(statSync(snapshotFile(folder())).mode & 0o777, 0o600);
    const all = readdirSync(folder()).map((file) => readFileSync(join(folder(), file), "utf8"));
    assert.ok(!all.join().includes(PostgresqlServer.password));
    const { taken } = await readSnapshot({ source: server.url, query }, folder());
    assert.ok(Date.now() - taken.getTime() < 60_000);
  });

  it("takes a query with a semicolon or a comment at its end", async () => {
    assert.equal((await extract({ query: `${query};\n` })).rows, 4);
    assert.equal((await extract({ query: `${query} -- all of them` })).rows, 4);
    const text = "SELECT number, policy FROM members WHERE policy <> 'a; -- b' AND policy <> $$;$$";
    assert.equal((await extract({ query: text })).rows, 3);
    assert.equal((await extract({ query: `${query}; -- all of them\n/* that is all */ ;` })).rows, 4);
  });

  it("gives the same digest whatever the server's and this machine's locale and time zone are", async () => {
    const everything = "SELECT number, policy, amount, born, seen, share, pay FROM facts";
    await extract({ query: everything });
    const before = snapshot();
    assert.match(before, /^1,A,1\.50,2001-02-03,2026-01-01 12:00:00\+00,0\.30000000000000004,\$?12\.50$/m);
    await server.query(`
      ALTER ROLE owner SET DateStyle = 'German'; ALTER ROLE owner SET TimeZone = 'Asia/Kathmandu';
      ALTER ROLE owner SET extra_float_digits = -5; ALTER ROLE owner SET IntervalStyle = 'sql_standard';`);
    try {
      await extract({ query: everything });
      assert.equal(snapshot(), before);
    } finally {
      await server.query("ALTER ROLE owner RESET ALL");
    }
  });

  it("becomes features", async () => {
    await extract({ query: "SELECT policy, number FROM members WHERE policy IS NOT NULL" });
    const files = [snapshotFile(folder())];
    const { rows, classes } = await transform({
      definition: insuranceNumber,
      files,
      holdOut: random,
      layout,
      folder: folder(),
    });
    assert.deepEqual([rows, Object.keys(classes)], [3, ["AETNA HMO", "MEDICARE", 'UMR, "GOLD"']]);
  });

  it("sees one state of the database, and can change nothing in it", async () => {
    await assert.rejects(extract({ query: "DELETE FROM members RETURNING number, policy" }), /refused with 42/);
    await assert.rejects(
      extract({ query: "WITH gone AS (DELETE FROM members RETURNING *) SELECT * FROM gone" }),
      /refused with (0A|25|42)/,
    );
    await assert.rejects(
      extract({ query: "SELECT number, policy FROM members; DROP TABLE members" }),
      /refused with 42/,
    );
    await assert.rejects(extract({ query: "SELECT nextval('s') AS number, '' AS policy" }), /refused with 42/);
    assert.equal((await extract()).rows, 4);
  });

  it("streams: rows are counted on their way", async () => {
    const seen: number[] = [];
    const sql = "SELECT i AS number, 'P' || i % 3 AS policy FROM generate_series(1, 200000) AS i";
    assert.equal((await extract({ query: sql, onProgress: ({ rows }) => seen.push(rows) })).rows, 200_000);
    assert.ok(seen.length > 10);
    assert.equal(seen.at(-1), 200_000);
  });

  it("is refused when the query lacks a column, before a row is copied", async () => {
    await assert.rejects(
      extract({ query: "SELECT number AS nr, policy FROM members, pg_sleep(60)" }),
      /columns number, policy, got no number among nr, policy\. Name them with AS/,
    );
  });

  it("is refused when the query gives a column twice, before a row is copied", async () => {
    await assert.rejects(
      extract({ query: "SELECT m.number, k.number, m.policy FROM members m, members k, pg_sleep(60)" }),
      /one column number, got it twice among number, number, policy/,
    );
  });

  it("connects to a socket as libpq writes it, and encrypted where the server can, if that is preferred", async () => {
    const socket = server.url.replace(/@[^/]*/, "@").replace(/$/, `?host=${server.sockets}&port=${server.port}`);
    assert.equal((await extract({ source: socket })).rows, 4);
    for (const mode of ["prefer", "allow", "disable"])
      assert.equal((await extract({ source: `${server.url}?sslmode=${mode}` })).rows, 4);
    await assert.rejects(extract({ source: `${server.url}?sslmode=require` }), /does not support SSL/);
  });

  it("keeps the last snapshot, and says why, when the database refuses", async () => {
    await extract();
    const before = snapshot();
    const wrong = server.url.replace(PostgresqlServer.password, "wrong-secret");
    const refusals: [Parameters<typeof extract>[0], RegExp][] = [
      [
        { query: `${query.replace(" ORDER", " WHERE false ORDER")}` },
        /Expected rows from .* got none\. The last snapshot stays/,
      ],
      [
        { query: "SELECT number, policy FROM members, conflict()" },
        /refused with 40001: canceled by us\. Run again\. The/,
      ],
      [
        { source: server.url.replace(`:${PostgresqlServer.password}`, "") },
        /it wants a password, and none is in ml-learn:source/,
      ],
      [{ query: "SELEKT 1" }, /refused with 42601: syntax error/],
      [{ query: "SELECT number, policy FROM nowhere" }, /refused with 42P01: relation "nowhere" does not exist/],
      [{ source: wrong }, /refused with 28P01: password authentication failed for user "owner"/],
      [{ source: "postgresql://127.0.0.1:1/postgres" }, /failed: ECONNREFUSED/],
      [{ source: server.url.replace(/postgres$/, "none") }, /refused with 3D000: database "none" does not exist/],
      [
        { query: "SELECT number::regclass::text AS number, policy FROM members" },
        /refused with 42P01: its message is not shown/,
      ],
      // The server's message has the value in it: it is a number of somebody's.
      [{ query: "SELECT number::int AS number, policy FROM members" }, /refused with 22P02: its message is not shown/],
    ];
    for (const [options, message] of refusals)
      await assert.rejects(extract(options), (error: Error) => {
        assert.ok(error instanceof ExtractError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /secret|W185101380/i);
        return true;
      });
    assert.equal(snapshot(), before);
    assert.deepEqual(readdirSync(folder()).sort(), ["extracted_data.csv", "extracted_data.json"]);
  });

  it("is ended by the server when it takes too long", async () => {
    const slow = "SELECT number, policy FROM members, pg_sleep(60)";
    await assert.rejects(
      extract({ query: slow, timeoutMinutes: 0.005 }),
      /was ended by the server: it took longer than 0\.005 minutes \(ml-learn:queryTimeoutMinutes\)/,
    );
  });

  it("is cancelled on the server when the run is", async () => {
    const cancelled = new AbortController();
    const slow = extract({ query: "SELECT number, policy FROM members, pg_sleep(60)", signal: cancelled.signal });
    const ended = assert.rejects(slow, /was cancelled; the last snapshot stays/);
    while ((await running()).length === 0) await sleep(20);
    cancelled.abort();
    await ended;
    while ((await running()).length > 0) await sleep(20);
    assert.deepEqual(readdirSync(folder()), []);
  });

  it("is ended by the server when its process was killed, and the next one sweeps up", async () => {
    const program = `
      const { takeSnapshot } = require("./features/extract/take-snapshot.ts");
      const [source, folder] = process.argv.slice(1);
      const query = "SELECT i AS number, 'P' AS policy FROM generate_series(1, 1000000000) AS i";
      void takeSnapshot({ source, query }, folder, { columns: [], timeoutMinutes: 5 });`;
    const child = spawn(process.execPath, ["--require", "tsx/cjs", "-e", program, server.url, folder()], {
      stdio: "ignore",
    });
    while ((await running()).length === 0) await sleep(20);
    while (readdirSync(folder()).length === 0) await sleep(20);
    child.kill("SIGKILL");
    while ((await running()).length > 0) await sleep(100);
    assert.equal(readdirSync(folder()).length, 1);
    assert.ok(!existsSync(snapshotFile(folder())));
    await extract();
    assert.deepEqual(readdirSync(folder()).sort(), ["extracted_data.csv", "extracted_data.json"]);
  });

  it("does not take away what another run is writing", async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), `extracted_data.csv.${process.ppid}`), "");
    await extract();
    assert.ok(readdirSync(folder()).includes(`extracted_data.csv.${process.ppid}`));
  });
});
