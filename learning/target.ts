import { parseBinary, parseNumber } from "./attribute";
import type { ModelType } from "./loss";

const isUsable: Record<ModelType, (cell: string) => boolean> = {
  MULTICLASS: (cell) => cell !== "",
  BINARY: (cell) => !Number.isNaN(parseBinary(cell)),
  REGRESSION: (cell) => !Number.isNaN(parseNumber(cell)),
};

/** The rows whose target a model of this type can learn. They can be iterated as often as `rows` can. */
export function withTarget(rows: Iterable<string[]>, type: ModelType, target: number): Iterable<string[]> {
  return {
    *[Symbol.iterator]() {
      for (const cells of rows) if (isUsable[type](cells[target])) yield cells;
    },
  };
}
