import koffi from "koffi";

/** What XGBoost's library refused, in its words. */
export class XgboostError extends Error {}

type Handle = bigint;

/**
 * XGBoost's C API (https://xgboost.readthedocs.io/en/stable/dev/c__api_8h.html), as far as training needs it. It is for
 * a process of its own: native code may end it, and a communicator is one a process.
 */
export class Xgboost {
  private readonly library: ReturnType<typeof koffi.load>;
  private readonly lastError: () => string;
  private tracker: Handle | undefined;
  private readonly functions = new Map<string, (...args: unknown[]) => number>();

  /** @param file of the library */
  constructor(file: string) {
    this.library = koffi.load(file);
    this.lastError = this.library.func("const char *XGBGetLastError()") as () => string;
  }

  /** Reads files as XGBoost does: `a.csv;b.csv?format=csv&label_column=0`. */
  readMatrix(uri: string): Matrix {
    const config = JSON.stringify({ uri, silent: 1 });
    return new Matrix(this, this.make("XGDMatrixCreateFromURI(const char *config, _Out_ void **out)", config));
  }

  /** @param matrices whose rows it will see */
  createBooster(matrices: readonly Matrix[], parameters: readonly (readonly [string, string])[]): Booster {
    const handles = matrices.map(({ handle }) => handle);
    const signature = "XGBoosterCreate(void **matrices, uint64_t length, _Out_ void **out)";
    const booster = this.make(signature, handles, handles.length);
    for (const [name, value] of parameters)
      this.call("XGBoosterSetParam(void *booster, const char *name, const char *value)", booster, name, value);
    return new Booster(this, booster);
  }

  /** Begins to wait for that many workers; gives what a worker has to know. */
  startTracker(workers: number): Record<string, unknown> {
    const config = {
      dmlc_communicator: "rabit",
      n_workers: workers,
      host: "127.0.0.1",
      port: 0,
      timeout: 300,
      sortby: 0,
    };
    const tracker = this.make("XGTrackerCreate(const char *config, _Out_ void **out)", JSON.stringify(config));
    this.tracker = tracker;
    this.call("XGTrackerRun(void *tracker, const char *config)", tracker, "{}");
    const args: [string | null] = [null];
    this.call("XGTrackerWorkerArgs(void *tracker, _Out_ const char **out)", tracker, args);
    return JSON.parse(args[0]!) as Record<string, unknown>;
  }

  /** Joins the workers of a tracker; waits until all are there. */
  join(tracker: Record<string, unknown>, rank: number): void {
    const config = { ...tracker, dmlc_communicator: "rabit", dmlc_task_id: String(rank), dmlc_timeout: 300 };
    this.call("XGCommunicatorInit(const char *config)", JSON.stringify(config));
  }

  /** Takes leave of the others; who has the tracker waits for all of them, for it ends with its process. */
  leave(): void {
    this.call("XGCommunicatorFinalize()");
    if (this.tracker !== undefined)
      this.call("XGTrackerWaitFor(void *tracker, const char *config)", this.tracker, "{}");
  }

  /** Calls a function of the library by its C signature. */
  call(signature: string, ...args: unknown[]): void {
    let called = this.functions.get(signature);
    if (!called) this.functions.set(signature, (called = this.library.func(`int ${signature}`) as never));
    // Behind the first line is where in the library it happened.
    if (called(...args) !== 0) throw new XgboostError(this.lastError().split("\n")[0]);
  }

  /** Calls a function whose last argument is where it puts a pointer. */
  make(signature: string, ...args: unknown[]): Handle {
    const out: [Handle | null] = [null];
    this.call(signature, ...args, out);
    return out[0]!;
  }
}

/** Rows with their labels. */
export class Matrix {
  constructor(
    private readonly xgboost: Xgboost,
    readonly handle: Handle,
  ) {}

  get rows(): number {
    const out: [number] = [0];
    this.xgboost.call("XGDMatrixNumRow(void *matrix, _Out_ uint64_t *out)", this.handle, out);
    return Number(out[0]);
  }

  get labels(): Float32Array {
    const [length, pointer]: [[number], [Handle | null]] = [[0], [null]];
    const signature =
      "XGDMatrixGetFloatInfo(void *matrix, const char *field, _Out_ uint64_t *length, _Out_ void **out)";
    this.xgboost.call(signature, this.handle, "label", length, pointer);
    return floatsAt(pointer[0]!, Number(length[0]));
  }
}

/** Trees that grow. */
export class Booster {
  constructor(
    private readonly xgboost: Xgboost,
    private readonly handle: Handle,
  ) {}

  grow(round: number, matrix: Matrix): void {
    this.xgboost.call(
      "XGBoosterUpdateOneIter(void *booster, int round, void *matrix)",
      this.handle,
      round,
      matrix.handle,
    );
  }

  /** XGBoost's own metrics of the last round: `train-mlogloss` and the like. */
  evaluate(round: number, matrices: readonly { name: string; matrix: Matrix }[]): [name: string, value: number][] {
    const out: [string | null] = [null];
    const signature =
      "XGBoosterEvalOneIter(void *booster, int round, void **matrices, const char **names, uint64_t length, _Out_ const char **out)";
    const [handles, names] = [matrices.map(({ matrix }) => matrix.handle), matrices.map(({ name }) => name)];
    this.xgboost.call(signature, this.handle, round, handles, names, names.length, out);
    const [, ...texts] = out[0]!.split("\t");
    // `[0]\ttrain-error@0.4:0.1`: what is behind the last colon.
    return texts.map((text) => [text.slice(0, text.lastIndexOf(":")), Number(text.slice(text.lastIndexOf(":") + 1))]);
  }

  /** Predictions of all rows, one after the other. */
  predict(matrix: Matrix): Float32Array {
    const config = { type: 0, training: false, iteration_begin: 0, iteration_end: 0, strict_shape: false };
    const [shape, dimensions, out]: [[Handle | null], [number], [Handle | null]] = [[null], [0], [null]];
    const signature =
      "XGBoosterPredictFromDMatrix(void *booster, void *matrix, const char *config, _Out_ void **shape, _Out_ uint64_t *dimensions, _Out_ void **out)";
    this.xgboost.call(signature, this.handle, matrix.handle, JSON.stringify(config), shape, dimensions, out);
    const sizes = koffi.decode(shape[0]!, koffi.array("uint64_t", Number(dimensions[0]))) as Iterable<bigint>;
    const length = [...sizes].reduce((product, size) => product * Number(size), 1);
    return floatsAt(out[0]!, length);
  }

  setAttribute(name: string, value: string): void {
    this.xgboost.call("XGBoosterSetAttr(void *booster, const char *name, const char *value)", this.handle, name, value);
  }

  /** Its first rounds. */
  slice(rounds: number): Booster {
    const signature = "XGBoosterSlice(void *booster, int begin, int end, int step, _Out_ void **out)";
    return new Booster(this.xgboost, this.xgboost.make(signature, this.handle, 0, rounds, 1));
  }

  /** @param file whose ending says the format: `.ubj` */
  save(file: string): void {
    this.xgboost.call("XGBoosterSaveModel(void *booster, const char *file)", this.handle, file);
  }
}

// ---

/** koffi decodes at most 16.7 million elements at once. */
const BLOCK = 1 << 22;

/** A copy: the library takes its memory back with the next call. */
function floatsAt(pointer: Handle, length: number): Float32Array {
  const floats = new Float32Array(length);
  for (let at = 0; at < length; at += BLOCK) {
    const type = koffi.array("float", Math.min(BLOCK, length - at), "Typed");
    floats.set(koffi.decode(pointer, at * Float32Array.BYTES_PER_ELEMENT, type) as Float32Array, at);
  }
  return floats;
}
