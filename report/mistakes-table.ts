import { count } from "../plan/words";
import type { Markup } from "./page";
import type { Mistake } from "./release";
import { table } from "./table";
import { percent } from "./words";

/** Which class is taken for which, the most frequent first. */
export const mistakesTable = (mistakes: Mistake[]): Markup =>
  table(
    "The most frequent ones",
    ["true", "predicted", "rows#", "of the true ones#"],
    mistakes.map(({ truth, predicted, count: rows, share }) => [truth, predicted, count(rows), `${percent(share)} %`]),
  );
