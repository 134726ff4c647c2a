import { BadValue, csvOptions, type FeatureDefinition } from "./definition";
import { SEPARATOR } from "./digest";
import { dateReader } from "./dates";
import { extractRows } from "./extract/extract-rows";
import { Header } from "./header";
import { featuresHash, isForTraining, isGroupForTraining, type HoldOut } from "./hold-out";
import type { Manifest } from "./manifest";
import type { RareClasses } from "./rare-classes";
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
  rare: RareClasses;
  onProgress?: (rows: number) => void;
}

/** Decides which rows are learned from, which are held out, and which are too old for either. */
export class Sides {
  /** Rows that are newer are held out. */
  private boundary = Infinity;
  /** Rows that are older are left out. */
  private oldest = -Infinity;
  private tooOld = 0;

  private constructor(
    private readonly definition: FeatureDefinition,
    readonly holdOut: HoldOut,
  ) {}

  /** Looks at all rows first where one depends on the others: on how old they are. */
  static async find(holdOut: HoldOut, options: FindOptions): Promise<Sides> {
    const sides = new Sides(options.definition, holdOut);
    const { cutOff } = options.definition;
    if (holdOut.strategy === "time") {
      const times: number[] = [];
      for await (const batch of sides.places(options)) for (const { place } of batch) times.push(place.time!);
      sides.boundary = boundaryOf(times, holdOut.percent);
    }
    if (cutOff) {
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

  /** Whether it is too old; those that are, are counted. */
  leavesOut({ age = Infinity }: Place): boolean {
    if (age >= this.oldest) return false;
    this.tooOld++;
    return true;
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

  facts(): Pick<Manifest, "holdOut" | "heldOutAfter" | "tooOld"> {
    const { holdOut, boundary, oldest, tooOld } = this;
    const text = (time: number) => new Date(time).toISOString();
    return {
      holdOut,
      ...(holdOut.strategy === "time" && Number.isFinite(boundary) && { heldOutAfter: text(boundary) }),
      ...(Number.isFinite(oldest) && { tooOld: { rows: tooOld, before: text(oldest) } }),
    };
  }

  /** Of all rows that count. Bad ones are told when the features are made. */
  private async *places({ definition, files, rare, onProgress }: FindOptions) {
    const readers = (header: string[], file: string) => ({
      row: rowReader(definition, header, file),
      place: this.reader(header, file),
    });
    let count = 0;
    for await (const { rows, read } of extractRows(files, csvOptions(definition), readers)) {
      yield rows.flatMap(({ cells }) => {
        const row = unlessBad(() => read.row(cells));
        if (!row || rare.labelFor(row[0] as string) === undefined) return [];
        const place = unlessBad(() => read.place(cells));
        return place ? [{ place, hash: featuresHash(this.holdOut, row.join(SEPARATOR), definition) }] : [];
      });
      onProgress?.((count += rows.length));
    }
  }
}

// ---

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

function unlessBad<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    return undefined;
  }
}
