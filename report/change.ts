import { isChance } from "../learning/noise";
import { score } from "../text/numbers";

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
