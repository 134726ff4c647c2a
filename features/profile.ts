import type { AttributeType } from "../learning/attribute";
import { DistinctCounter } from "./distinct-counter";

export interface ColumnProfile {
  name: string;
  type: AttributeType;
  /** Empty cells. */
  missing: number;
  /** Different values; of a NUMERIC column, different numbers. */
  distinct: number;
  /** There are 2,048 or more, and `distinct` is an estimate. */
  isDistinctEstimated?: true;
  /** Of a CATEGORICAL column that is learned from: which values were, as `SeenValues` has them. */
  seen?: string;
  /** Of a NUMERIC column with a number in it. */
  minimum?: number;
  maximum?: number;
}

export interface ProfiledColumn {
  name: string;
  type: AttributeType;
  /** A value of the extract can be told from a cell: minimum and maximum show the magnitude only. */
  isRevealing?: boolean;
}

/** Counts as rows go by. It does not depend on their order. */
export class Profile {
  private readonly columns: Counts[];

  constructor(columns: ProfiledColumn[]) {
    this.columns = columns.map((column) => ({
      ...column,
      isNumeric: column.type === "NUMERIC",
      missing: 0,
      values: new DistinctCounter(),
      minimum: Infinity,
      maximum: -Infinity,
    }));
  }

  /** Adds a row: one cell per column, "" where it has no value. */
  add(cells: (string | number)[]): void {
    const { columns } = this;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      const cell = cells[i];
      if (cell === "") column.missing++;
      else if (!column.isNumeric) column.values.add(String(cell));
      else {
        const value = typeof cell === "number" ? cell : Number(cell);
        column.values.add(value);
        if (value < column.minimum) column.minimum = value;
        if (value > column.maximum) column.maximum = value;
      }
    }
  }

  result(): ColumnProfile[] {
    return this.columns.map(({ name, type, missing, values, minimum, maximum, isRevealing }) => ({
      name,
      type,
      missing,
      distinct: values.count(),
      ...(!values.isExact && { isDistinctEstimated: true }),
      ...(minimum <= maximum && {
        minimum: isRevealing ? magnitude(minimum, Math.floor) : minimum,
        maximum: isRevealing ? magnitude(maximum, Math.ceil) : maximum,
      }),
    }));
  }
}

// ---

interface Counts extends ProfiledColumn {
  isNumeric: boolean;
  missing: number;
  values: DistinctCounter;
  minimum: number;
  maximum: number;
}

/** One significant digit. */
function magnitude(value: number, round: (value: number) => number): number {
  if (value === 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(Math.abs(value)));
  return Number((round(value / unit) * unit).toPrecision(1));
}
