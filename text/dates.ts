import { counted } from "./numbers";

/** `12 Nov 2026`, in UTC. */
export function date(iso: string): string {
  return new Date(iso).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** Two moments as days, or, within one day, as minutes, in UTC: `25 Nov 2026, 02:23`. */
export function moments(before: string | undefined, now: string): [before: string | undefined, now: string] {
  if (before === undefined) return [undefined, date(now)];
  const isOneDay = date(before) === date(now);
  const text = (iso: string) => (isOneDay ? `${date(iso)}, ${new Date(iso).toISOString().slice(11, 16)}` : date(iso));
  return [text(before), text(now)];
}

/** How long ago something was, in its largest unit: `3 hours ago`. */
export function ago(then: Date, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  for (const [name, size] of units) {
    const whole = Math.floor(seconds / size);
    if (whole > 0) return `${counted(whole, name)} ago`;
  }
  return "just now";
}

// ---

const units: [name: string, seconds: number][] = [
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
];
