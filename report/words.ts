import { isChance } from "../learning/noise";
import { date } from "../plan/words";

/** Numbers as people read them in pictures and reports. */

/** `12.3`, of a share from 0 to 1; `0` of nothing at all, and of nothing else. */
export const percent = (share: number): string =>
  share === 0 ? "0" : share < 0.0005 ? "<0.1" : (share * 100).toFixed(1);

/** `0.702`; `–` where there is none. */
export const score = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(3));

/** A name of this length at most, its end cut off. Characters that XML does not have are gone. */
export function shortened(label: string, length: number): string {
  // eslint-disable-next-line no-control-regex
  const text = label.replace(/[\x00-\x1f\x7f\ufffe\uffff]/g, " ");
  return [...text].length <= length ? text : [...text].slice(0, length - 1).join("") + "…";
}

/** `+0.012`; "" where one of the two is missing. Within the noise, it says so. */
export function change(before: number | undefined, now: number | undefined, noise?: number): string {
  if (before === undefined || now === undefined) return "";
  const text = (now - before).toFixed(3);
  const signed = Number(text) === 0 ? "±0" : now > before ? `+${text}` : text.replace("-", "−");
  return isChance(now - before, noise) ? `${signed} (chance)` : signed;
}

/** `0.702 ± 0.012`. */
export const withNoise = (value: number | undefined, noise: number | undefined): string =>
  noise === undefined ? score(value) : `${score(value)} ± ${score(noise)}`;

/** Two moments as days, or, within one day, as minutes, in UTC: `25 Nov 2026, 02:23`. */
export function moments(before: string | undefined, now: string): [before: string | undefined, now: string] {
  if (before === undefined) return [undefined, date(now)];
  const isOneDay = date(before) === date(now);
  const text = (iso: string) => (isOneDay ? `${date(iso)}, ${new Date(iso).toISOString().slice(11, 16)}` : date(iso));
  return [text(before), text(now)];
}
