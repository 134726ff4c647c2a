import type { ModelType } from "../../features/definition";
import { HeldOutTally, type HeldOut, type Predicted } from "../../report/held-out";

/**
 * Sums up the result files of a batch prediction, each of which begins with a header
 * (Developer Guide, "Interpreting the Contents of Batch Prediction Files"):
 * `[tag,] trueLabel,` then a column per class; `bestAnswer,score` of a binary model; `score` of a regression.
 * @param hasRowId whether the data have a row id, so that the first column is `tag`
 * @throws Error when a header is another one
 */
export async function sumUp(
  files: AsyncIterable<AsyncIterable<string[]>>,
  type: ModelType,
  hasRowId: boolean,
): Promise<HeldOut> {
  const start = hasRowId ? 1 : 0;
  const tally = new HeldOutTally(type);
  for await (const file of files) {
    let header: string[] | undefined;
    for await (const cells of file) {
      if (!header) {
        header = cells;
        checkHeader(header, type, start);
        tally.begin(header.slice(start + 1));
      } else if (cells.length !== header.length) tally.addFailed();
      else tally.add(cells[start], predicted(type, cells.slice(start + 1)));
    }
  }
  return tally.result();
}

/** What a result line says behind tag and true label. */
export function predicted(type: ModelType, cells: string[]): Predicted {
  return type === "BINARY" ? { answer: cells[0], scores: [Number(cells[1])] } : { scores: cells.map(Number) };
}

// ---

function checkHeader(header: string[], type: ModelType, start: number): void {
  const scores = { MULTICLASS: undefined, BINARY: "bestAnswer,score", REGRESSION: "score" }[type];
  const expected = [...(start > 0 ? ["tag"] : []), "trueLabel", ...(scores ? [scores] : [])].join(",");
  const got = header.slice(0, scores ? undefined : start + 1).join(",");
  if (got !== expected || header.length < start + 2)
    throw new Error(
      `Expected results of a batch prediction to begin with '${expected}', got '${header.slice(0, 4).join(",")}'.`,
    );
}
