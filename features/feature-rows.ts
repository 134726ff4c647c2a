import { join } from "node:path";
import { parseBinary } from "../learning/attribute";
import { Deviation } from "../learning/deviation";
import { ClassCounter } from "./class-counter";
import { FeaturesDigest, SEPARATOR, sha256Bytes } from "./digest";
import { DuplicateCounter } from "./duplicates";
import { FeaturesFile } from "./features-file";
import type { Layout, RowWriter } from "./layout";
import type { NamedDefinition } from "./load-definition";
import type { Manifest } from "./manifest";
import { LookAlikeCounter, lookAlikesOf, type LookAlike } from "./look-alikes";
import { Profile } from "./profile";
import { columns, dataSchema } from "./schema";
import { SeenValues } from "./seen-values";
import type { Place, Sides } from "./sides";
import { HeldOutCounter } from "./held-out-counter";
import { featuresHash } from "./hold-out";

interface FeatureRowsOptions {
  definition: NamedDefinition;
  sides: Sides;
  layout: Layout;
  /** Gets the features, and temporary files beside them. */
  folder: string;
}

/** Features on their way into their file or files, and all that is counted of them. */
export class FeatureRows {
  private readonly names: string[];
  private readonly digest: FeaturesDigest;
  private readonly lines: RowWriter;
  private readonly profile: Profile;
  private readonly duplicates: DuplicateCounter;
  private readonly classes: ClassCounter | undefined;
  private readonly deviation = new Deviation();
  private readonly heldOut: HeldOutCounter;
  private readonly categories: { at: number; counter: LookAlikeCounter; seen?: SeenValues }[];

  private constructor(
    private readonly definition: NamedDefinition,
    private readonly sides: Sides,
    layout: Layout,
    folder: string,
    private readonly files: Map<string, FeaturesFile>,
  ) {
    const all = columns(definition);
    this.names = all.map(({ name }) => name);
    this.digest = new FeaturesDigest(this.names);
    this.lines = layout.writer(this.names);
    this.profile = new Profile(all);
    this.duplicates = new DuplicateCounter(folder);
    const first = definition.rowId === undefined ? 1 : 2;
    this.categories = all.flatMap(({ type, isRevealing }, at) =>
      at >= first && type === "CATEGORICAL"
        ? [{ at, counter: new LookAlikeCounter(), ...(!isRevealing && { seen: new SeenValues() }) }]
        : [],
    );
    const { name, type } = definition.label;
    if (type !== "NUMERIC") this.classes = new ClassCounter(name);
    this.heldOut = new HeldOutCounter(this.names, sides.holdOut, type !== "NUMERIC");
  }

  static async create({ definition, sides, layout, folder }: FeatureRowsOptions): Promise<FeatureRows> {
    const header = layout.header(columns(definition).map(({ name }) => name));
    const files = new Map<string, FeaturesFile>();
    for (const file of sides.holdOut.strategy === "random" ? [WHOLE] : [TRAINING, EVALUATION])
      files.set(file, await FeaturesFile.create(join(folder, file), header));
    return new FeatureRows(definition, sides, layout, folder, files);
  }

  get count(): number {
    return this.digest.rows;
  }

  /**
   * @param cells label, row id if there is one, features
   * @throws BadValue when the service could not read such a row
   */
  add(cells: (string | number)[], place: Place = {}): void {
    const joined = cells.join(SEPARATOR);
    const line = this.lines.line(cells, joined);
    const rowHash = sha256Bytes(joined);
    const features = featuresHash(this.sides.holdOut, joined, this.definition);
    this.digest.add(rowHash);
    this.profile.add(cells);
    // Of a number to predict, other values for the same features are what one expects.
    const label = this.classOf(String(cells[0]));
    this.duplicates.add(features, rowHash, this.classes?.add(label) ?? 0);
    const file = this.fileFor(place, features);
    for (const { at, counter, seen } of this.categories) {
      counter.add(String(cells[at]));
      if (file !== EVALUATION) seen?.add(String(cells[at]));
    }
    this.heldOut.add(file === EVALUATION, label, rowHash, place.group);
    if (!this.classes && file !== TRAINING) this.deviation.add(Number(cells[0]));
    this.files.get(file)!.add(line);
  }

  /** To be awaited now and then: writes what has been added. */
  async flush(): Promise<void> {
    for (const file of this.files.values()) await file.flush();
  }

  /** @param read what is known of the extract beside its rows */
  async finish(
    read: Pick<Manifest, "rare" | "unlabelled" | "delimiters" | "holdOut" | "heldOutAfter" | "tooOld" | "countedAsNo">,
  ): Promise<Omit<Manifest, "madeFrom">> {
    const files: Manifest["files"] = {};
    for (const [name, file] of this.files) files[name] = await file.finish();
    return {
      digest: this.digest.digest(),
      digestParts: this.digest.parts(),
      rows: this.count,
      classes: Object.fromEntries(this.classes?.counts() ?? []),
      ...(!this.classes && this.deviation.count > 0 && { targetDeviation: rounded(this.deviation.value()) }),
      columns: this.names,
      profile: this.profiles(),
      schema: dataSchema(this.definition),
      ...read,
      lookAlikes: this.lookAlikes(),
      ...this.duplicates.count(),
      ...this.heldOut.result(),
      files,
    };
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close();
  }

  private profiles(): Manifest["profile"] {
    const seen = new Map(this.categories.map((category) => [category.at, category.seen?.result()]));
    return this.profile.result().map((column, at) => ({ ...column, ...(seen.get(at) && { seen: seen.get(at) }) }));
  }

  /** Of the label first, then of the categories. */
  private lookAlikes(): Manifest["lookAlikes"] {
    const { label } = this.definition;
    const ofLabel = label.type === "CATEGORICAL" ? lookAlikesOf(this.classes!.counts()) : [];
    const ofCategories = this.categories.map(({ at, counter }) => ({
      column: this.names[at],
      found: counter.result().map(withoutValues),
    }));
    return [{ column: label.name, found: ofLabel }, ...ofCategories].filter(({ found }) => found.length > 0);
  }

  /** Of two states there are many spellings: 1 and 0 stand for all. */
  private classOf(label: string): string {
    return this.definition.label.type === "BINARY" ? String(parseBinary(label)) : label;
  }

  private fileFor(place: Place, features: string): FeaturesFileName {
    if (this.sides.holdOut.strategy === "random") return WHOLE;
    return this.sides.isForTraining(place, features) ? TRAINING : EVALUATION;
  }
}

export const featuresFiles = ["features.csv", "training.csv", "evaluation.csv"] as const;
type FeaturesFileName = (typeof featuresFiles)[number];

// ---

const [WHOLE, TRAINING, EVALUATION] = featuresFiles;

/** Six significant digits: further ones depend on the order of the rows. */
const rounded = (value: number): number => Number(value.toPrecision(6));

/** Of a column that is no label, values may be what nobody should see: how many there are is enough. */
const withoutValues = ({ spellings }: LookAlike): LookAlike => ({
  seen: "",
  spellings: spellings.map(({ rows }) => ({ value: "", rows })),
});
