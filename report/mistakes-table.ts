import { table, type TableBlock } from "./blocks";
import type { Mistake } from "./release";
import { count, percent } from "../text/numbers";

/** Which class is taken for which, the most frequent first. */
export const mistakesTable = (mistakes: Mistake[]): TableBlock =>
  table(
    "Of the rows that the model did not learn from",
    ["true", "predicted", "rows#", "of the true ones#"],
    mistakes.map(({ truth, predicted, count: rows, share }) => [truth, predicted, count(rows), `${percent(share)} %`]),
  );
