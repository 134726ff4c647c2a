/** Dates as text: what a format says, and what a text is by it. */

/** A date as it is written: its hour is of no other time zone. */
export interface WrittenDate {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  /** 0 to 23; undefined of a date without a time. */
  hour?: number;
  /** Milliseconds since 1970; without a time zone, of UTC. */
  time: number;
}

/** What is wrong with a format; undefined when it can be used. */
export function formatProblem(format: string): string | undefined {
  const tokens = [...format.matchAll(TOKEN)].filter(([, quoted]) => quoted === undefined).map(([token]) => token);
  if (!tokens.every((token) => Object.hasOwn(TOKENS, token)))
    return `expected ${Object.keys(TOKENS).join(" ")} and text in quotes in the format of a date, got '${format}'`;
  const names = tokens.flatMap((token) => /<(\w+)>/.exec(TOKENS[token])?.[1].replace(/Name$/, "") ?? []);
  const [half, of12, of24] = ["half", "halfHour", "hour"].map((part) => names.includes(part));
  if (half !== of12 || (of12 && of24))
    return `expected h or hh with a, and H or HH without it, in the format of a date, got '${format}'`;
  const isWhole =
    ["year", "month", "day"].every((part) => names.includes(part)) && new Set(names).size === names.length;
  return isWhole ? undefined : `expected year, month and day once each in the format of a date, got '${format}'`;
}

/** The common forms of ISO 8601 (RFC 3339, also with a blank for the T and without seconds or zone). */
export const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?\s?(?<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** What a text of this format looks like. */
export function patternOf(format: string): RegExp {
  let [source, at] = ["", 0];
  const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/ +/g, "\\s+");
  for (const { 0: token, 1: quoted, index } of format.matchAll(TOKEN)) {
    source += escaped(format.slice(at, index)) + (quoted === undefined ? (TOKENS[token] ?? token) : escaped(quoted));
    at = index + token.length;
  }
  return new RegExp(`^${source}${escaped(format.slice(at))}$`);
}

/** The date of what a pattern found; undefined when there is no such day or time. */
export function dateOf(groups: Record<string, string | undefined>): WrittenDate | undefined {
  const { minute = "0", second = "0", fraction = "0", zone } = groups;
  const year = fullYear(groups.year!);
  const month = groups.monthName === undefined ? Number(groups.month) : monthOf(groups.monthName);
  const [day, hour] = [Number(groups.day), hourOf(groups)];
  const milliseconds = Number(`0.${fraction}`) * 1000;
  const written = Date.UTC(year, month - 1, day, hour ?? 0, Number(minute), Number(second), milliseconds);
  const check = new Date(written);
  // JavaScript takes the 31st of February for a day in March, and the year 26 for 1926.
  const isReal =
    check.getUTCFullYear() === year &&
    check.getUTCMonth() === month - 1 &&
    check.getUTCDate() === day &&
    (hour === undefined || check.getUTCHours() === hour);
  const isHalf = groups.halfHour === undefined || (Number(groups.halfHour) >= 1 && Number(groups.halfHour) <= 12);
  const isOffset = Math.abs(offsetOf(zone)) <= LARGEST_OFFSET;
  if (!isReal || !isHalf || !isOffset || Number(minute) > 59 || Number(second) > 60) return undefined;
  return { year, month, day, ...(hour !== undefined && { hour }), time: written - offsetOf(zone) };
}

// ---

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** A run of one letter, or quoted text. */
const TOKEN = /'([^']*)'|([A-Za-z])\2*/g;

const TOKENS: Record<string, string> = {
  yyyy: "(?<year>\\d{4})",
  yy: "(?<year>\\d{2})",
  MMMM: "(?<monthName>[A-Za-z]{3,9})",
  MMM: "(?<monthName>[A-Za-z]{3})",
  MM: "(?<month>\\d{2})",
  M: "(?<month>\\d{1,2})",
  dd: "(?<day>\\d{2})",
  d: "(?<day>\\d{1,2})",
  EEE: "[A-Za-z]{3}",
  HH: "(?<hour>\\d{2})",
  H: "(?<hour>\\d{1,2})",
  hh: "(?<halfHour>\\d{2})",
  h: "(?<halfHour>\\d{1,2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
  SSS: "(?<fraction>\\d{3})",
  a: "(?<half>[AaPp][Mm])",
  XXX: "(?<zone>Z|[+-]\\d{2}:\\d{2})",
};

/** Of two digits, as POSIX has them: 69 to 99 are of the last century. */
const fullYear = (text: string): number =>
  text.length > 2 ? Number(text) : Number(text) + (Number(text) < 69 ? 2000 : 1900);

function monthOf(name: string): number {
  const text = name.toLowerCase();
  return MONTHS.findIndex((month) => month === text || month.slice(0, 3) === text) + 1;
}

function hourOf({ hour, halfHour, half = "am" }: Record<string, string | undefined>): number | undefined {
  if (hour !== undefined) return Number(hour);
  if (halfHour === undefined) return undefined;
  return (Number(halfHour) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}

/** No clock on Earth is further from UTC. */
const LARGEST_OFFSET = 18 * 60 * 60_000;

function offsetOf(zone: string | undefined): number {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "");
  if (!found) return 0;
  const [, sign, hours, minutes = "0"] = found;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
