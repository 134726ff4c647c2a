import { BadValue, csvOptions, type FeatureDefinition } from "./definition";
import { SEPARATOR } from "./digest";
import { dateReader } from "./dates";
import { extractRows } from "./extract/extract-rows";
import { Header } from "./header";
import { featuresHash, isForTraining, isGroupForTraining, type HoldOut } from "./hold-out";
import type { Manifest } from "./manifest";
import { rowReader } from "./row-reader";

/** What of a row of the extract tells its side, beside its features. */
export interface Place {
  group?: string;
  /** Milliseconds since 1970: by which the newest rows are held out, and by which old ones are left out. */
  time?: number;
  age?: number;
}

interface FindOptions {
  definition: FeatureDefinition;
  files: string[];
  onProgress?: (rows: number) => void;
}

/** Decides which rows are learned from, which are held out, and which are too old for either. */
export class Sides {
  /** Rows that are newer are held out. */
  private boundary = Infinity;
  /** Rows that are older are left out. */
  private oldest = -Infinity;

  private constructor(
    private readonly definition: FeatureDefinition,
    readonly holdOut: HoldOut,
  ) {}

  /** Looks at all rows first where one depends on the others: on how old they are. */
  static async find(holdOut: HoldOut, options: FindOptions): Promise<Sides> {
    const sides = new Sides(options.definition, holdOut);
    const { cutOff } = options.definition;
    if (holdOut.strategy === "time") {
      const [times, ages]: number[][] = [[], []];
      for await (const batch of sides.places(options))
        for (const { place } of batch) {
          times.push(place.time!);
          ages.push(place.age ?? Infinity);
        }
      sides.divide(times, ages, holdOut.percent);
    } else if (cutOff) {
      let newest = -Infinity;
      for await (const batch of sides.places(options))
        for (const { place, hash } of batch)
          if (sides.isForTraining(place, hash)) newest = Math.max(newest, place.age!);
      sides.oldest = newest - cutOff.days * DAY;
    }
    return sides;
  }

  /**
   * The reader of a row's place.
   * @throws ExtractError when a column is missing
   */
  reader(header: string[], file: string): (cells: string[]) => Place {
    const { definition, holdOut } = this;
    // Of all rows, where nothing but their features decides.
    if (!definition.heldOut && !definition.cutOff) return () => NO_PLACE;
    const form = new Header(header, file);
    const timeOf = (column: string | undefined) => {
      if (column === undefined) return () => undefined;
      const [at, read] = [form.finder([column])(column), dateReader(formatsOf(definition, column))];
      return (cells: string[]) => read(filled(cells[at], column), column).time;
    };
    const time = timeOf(holdOut.strategy === "time" ? holdOut.after : undefined);
    const age = timeOf(definition.cutOff?.date);
    if (holdOut.strategy !== "group") return (cells) => ({ time: time(cells), age: age(cells) });
    const { group } = holdOut;
    const at = form.finder([group])(group);
    return (cells) => ({ group: filled(cells[at], group), age: age(cells) });
  }

  isTooOld({ age = Infinity }: Place): boolean {
    return age < this.oldest;
  }

  /** @param hash of the row's features, `featuresHash` */
  isForTraining({ group = "", time = -Infinity }: Place, hash: string): boolean {
    const { holdOut } = this;
    switch (holdOut.strategy) {
      case "stable":
        return isForTraining(hash, holdOut.trainingPercent);
      case "group":
        return isGroupForTraining(holdOut, group);
      case "time":
        return time <= this.boundary;
      case "random":
        return true;
    }
  }

  /** @param tooOld how many rows were */
  facts(tooOld: number): Pick<Manifest, "holdOut" | "heldOutAfter" | "tooOld"> {
    const { holdOut, boundary, oldest } = this;
    const text = (time: number) => new Date(time).toISOString();
    return {
      holdOut,
      ...(holdOut.strategy === "time" && Number.isFinite(boundary) && { heldOutAfter: text(boundary) }),
      ...(Number.isFinite(oldest) && { tooOld: { rows: tooOld, before: text(oldest) } }),
    };
  }

  /**
   * Finds who is held out among rows that are not too old, and what is too old for the newest row to learn from. Each
   * depends on the other: with old rows gone, the newest tenth is smaller and later, and so is what is too old.
   */
  private divide(times: number[], ages: number[], percent: number): void {
    const { cutOff } = this.definition;
    for (;;) {
      this.boundary = boundaryOf(
        times.filter((_, i) => ages[i] >= this.oldest),
        percent,
      );
      if (!cutOff) return;
      const isLearned = (time: number, age: number) => time <= this.boundary && age >= this.oldest;
      const newest = times.reduce(
        (last, time, i) => (isLearned(time, ages[i]) ? Math.max(last, ages[i]) : last),
        -Infinity,
      );
      const oldest = newest - cutOff.days * DAY;
      if (!(oldest > this.oldest)) return;
      this.oldest = oldest;
    }
  }

  /** Of all rows that count. Bad ones are told when the features are made. */
  private async *places({ definition, files, onProgress }: FindOptions) {
    const readers = (header: string[], file: string) => ({
      row: rowReader(definition, header, file),
      place: this.reader(header, file),
    });
    let count = 0;
    for await (const { rows, read } of extractRows(files, csvOptions(definition), readers)) {
      yield rows.flatMap(({ cells }) => {
        const row = unlessBad(() => read.row(cells));
        if (!row) return [];
        const place = unlessBad(() => read.place(cells));
        return place ? [{ place, hash: featuresHash(this.holdOut, row.join(SEPARATOR), definition) }] : [];
      });
      onProgress?.((count += rows.length));
    }
  }
}

/** What is read of a row; undefined of a bad one, which is told when the features are made. */
export function unlessBad<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    return undefined;
  }
}

// ---

const NO_PLACE: Place = {};
const DAY = 24 * 60 * 60 * 1000;

/** Named where the column becomes features, or with what else is done by it. */
function formatsOf({ features, heldOut, cutOff }: FeatureDefinition, column: string): string[] | undefined {
  const feature = features.find(({ from, dateFormats }) => dateFormats && from.includes(column));
  if (feature) return feature.dateFormats;
  if (heldOut && "after" in heldOut && heldOut.after === column && heldOut.formats) return heldOut.formats;
  return cutOff?.date === column ? cutOff.formats : undefined;
}

function filled(cell: string, column: string): string {
  if (cell.trim() === "") throw new BadValue(`column '${column}' is empty: by it rows are held out, or left out`);
  return cell;
}

/** The time after which about so many per cent of the rows are: rows of one time stay together. */
function boundaryOf(times: number[], percent: number): number {
  const sorted = Float64Array.from(times).sort();
  const wanted = Math.round((sorted.length * percent) / 100);
  const time = sorted[sorted.length - wanted];
  const [first, end] = [sorted.indexOf(time), sorted.lastIndexOf(time) + 1];
  const [withThem, without] = [sorted.length - first, sorted.length - end];
  const isNearer = without === 0 || Math.abs(withThem - wanted) <= Math.abs(without - wanted);
  return (isNearer ? sorted[first - 1] : time) ?? Infinity;
}
