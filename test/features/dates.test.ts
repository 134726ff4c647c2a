import assert from "node:assert/strict";
import { BadValue } from "../../features/definition";
import { formatProblem } from "../../features/date-format";
import { date, dateReader } from "../../features/dates";

describe("dates", () => {
  const written = (text: string, ...formats: string[]) =>
    dateReader(formats.length > 0 ? formats : undefined)(text, "d");
  const iso = (text: string, ...formats: string[]) => new Date(written(text, ...formats).time).toISOString();

  it("give year, month, weekday, and the hour where there is one, or what of it is wanted", () => {
    const both = date("sent", "due");
    assert.deepEqual(
      both.columns.slice(0, 5).map(({ name, type }) => `${name} ${type}`),
      [
        "sent_year NUMERIC",
        "sent_month CATEGORICAL",
        "sent_weekday CATEGORICAL",
        "sent_hour CATEGORICAL",
        "due_year NUMERIC",
      ],
    );
    assert.deepEqual(both.compute(["2026-11-28T09:30", "2026-11-30"]), [
      2026,
      11,
      "Sat",
      9,
      2026,
      11,
      "Mon",
      undefined,
    ]);
    assert.deepEqual(both.compute(["", " "]), Array(8).fill(undefined));
    assert.deepEqual(date("sent", { parts: ["weekday"] }).compute(["2026-11-29"]), ["Sun"]);
    assert.deepEqual(date("sent", { parts: ["hour"], missing: ["never"] }).compute(["never"]), [undefined]);
  });

  it("are those of ISO 8601 without a format: with blank or T, with or without seconds and zone", () => {
    assert.equal(iso("2026-11-28"), "2026-11-28T00:00:00.000Z");
    assert.equal(iso("2026-11-28 09:30"), "2026-11-28T09:30:00.000Z");
    assert.equal(iso("2026-11-28T09:30:15.25Z"), "2026-11-28T09:30:15.250Z");
    assert.equal(iso("2026-11-28T09:30:00+01:00"), "2026-11-28T08:30:00.000Z");
    assert.equal(iso("2026-11-28 00:30-0530"), "2026-11-28T06:00:00.000Z");
    // The hour is the one that is written.
    assert.equal(written("2026-11-28T09:30:00+01:00").hour, 9);
  });

  it("are read by the first format that fits", () => {
    assert.equal(iso("28.11.2026", "dd.MM.yyyy"), "2026-11-28T00:00:00.000Z");
    assert.equal(iso("11/3/26 4:05 PM", "M/d/yy h:mm a"), "2026-11-03T16:05:00.000Z");
    assert.equal(iso("12:30 am, 3 Nov 1999", "hh:mm a, d MMM yyyy"), "1999-11-03T00:30:00.000Z");
    assert.equal(iso("Tue, 03 November 2026 at 07h", "EEE, dd MMMM yyyy 'at' HH'h'"), "2026-11-03T07:00:00.000Z");
    assert.equal(iso("20261103", "yyyyMMdd"), "2026-11-03T00:00:00.000Z");
    assert.equal(iso("2026-11-03 07:00", "dd.MM.yyyy", "yyyy-MM-dd HH:mm"), "2026-11-03T07:00:00.000Z");
    assert.equal(iso("3/11/70", "d/M/yy"), "1970-11-03T00:00:00.000Z");
  });

  it("are refused when they fit no format, or are no day of the calendar, without the cell", () => {
    const refused = (text: string, message: RegExp, ...formats: string[]) =>
      assert.throws(
        () => written(text, ...formats),
        (error: Error) => error instanceof BadValue && message.test(error.message) && !error.message.includes(text),
      );
    for (const text of [
      "2026-02-29",
      "2026-13-01",
      "2026-1-1",
      "28.11.2026",
      "2026-11-28T25:00",
      "2026-11-28T10:61",
      "1999",
    ])
      refused(
        text,
        /^column 'd': expected a date \(ISO 8601, .* got \d+ characters that are none\. Other forms are named/,
      );
    for (const text of ["31.02.2026", "1.1.2026", "01.01.26", "2026-01-01", "01.01.0026"])
      refused(text, /^column 'd': expected a date \(dd\.MM\.yyyy\), got \d+ characters that are none$/, "dd.MM.yyyy");
    for (const text of ["13:05 PM", "00:05 am"]) refused(`${text} 01.01.2026`, /got/, "hh:mm a dd.MM.yyyy");
    refused("2026-01-01T10:00+24:00", /got/);
    assert.equal(iso("2028-02-29"), "2028-02-29T00:00:00.000Z");
  });

  it("have formats with year, month and day once each, of the letters that there are", () => {
    assert.equal(formatProblem("dd.MM.yyyy HH:mm:ss.SSS XXX"), undefined);
    assert.match(formatProblem("DD.MM.YYYY")!, /^expected yyyy yy .* got 'DD\.MM\.YYYY'$/);
    for (const format of ["dd.MM.yyyy hh:mm", "dd.MM.yyyy HH:mm a", "dd.MM.yyyy HH hh a"])
      assert.match(formatProblem(format)!, /^expected h or hh with a, and H or HH without it/);
    assert.match(formatProblem("dd.MM")!, /^expected year, month and day once each/);
    assert.match(formatProblem("dd.MM.MMM.yyyy")!, /^expected year, month and day once each/);
    assert.match(formatProblem("dd.MM.yyyy d")!, /^expected year, month and day once each/);
  });
});
