/** `19,300`. */
export const count = (value: number): string => value.toLocaleString("en");

/** `1 row`, `19,300 rows`; of a noun that has another plural than one with `s`, that too. */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

/** `0.671`, or `1,234` of a larger error. */
export const figure = (value: number): string =>
  Math.abs(value) < 100 ? value.toFixed(3) : value.toLocaleString("en", { maximumFractionDigits: 1 });

/** `0.702`; `–` where there is none. */
export const score = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(3));

/** `12.3`, of a share from 0 to 1; `0` of nothing at all, and of nothing else. */
export const percent = (share: number): string =>
  share === 0 ? "0" : share < 0.0005 ? "<0.1" : (share * 100).toFixed(1);
