import { join } from "node:path";
import { DurableMap } from "../process/durable-map";
import { ApiError } from "../json/errors";
import { invalidInput } from "./invalid-input";

export type Kind = "DataSource" | "MLModel" | "Evaluation" | "BatchPrediction";
export type Status = "PENDING" | "INPROGRESS" | "COMPLETED" | "FAILED" | "DELETED";

/** What a job found out; each kind of entity has its own part of it. */
export interface JobResult {
  message?: string;
  /** DataSource: rows it selects, and leaves out. BatchPrediction: rows it saw, and could not read. */
  rows?: number;
  rejected?: number;
  /** DataSource: bytes and number of the files, and the schema's text. */
  sizeInBytes?: number;
  files?: number;
  schema?: string;
  recipe?: string;
  /** MLModel: training parameters that were chosen, for none were given. */
  parameters?: Record<string, string>;
  metrics?: Record<string, string>;
}

export type Tags = Record<string, string | null>;

/** A data source, model, evaluation or batch prediction. Times are milliseconds since 1970. */
export interface Entity {
  kind: Kind;
  id: string;
  status: Status;
  /** The request as it was sent, without empty members: what a repeat is compared with. */
  request: Record<string, unknown>;
  createdAt: number;
  lastUpdatedAt: number;
  startedAt?: number;
  finishedAt?: number;
  /** How often the service ended while its job ran. */
  interruptions?: number;
  /** CPU milliseconds. */
  computeTime?: number;
  /** A tag may have no value. */
  tags: Tags;
  /** What an update has set: the request stays what a repeat is compared with. */
  name?: string;
  scoreThreshold?: { value: number; updatedAt: number };
  result: JobResult;
  endpoint?: { status: "UPDATING" | "READY" | "FAILED"; createdAt: number };
}

export class State {
  private constructor(
    private readonly kinds: Record<Kind, DurableMap<Entity>>,
    private readonly now: () => Date,
  ) {}

  static async open(folder: string, now: () => Date): Promise<State> {
    const open = (kind: Kind) => DurableMap.open<Entity>(join(folder, kind));
    const kinds = {
      DataSource: await open("DataSource"),
      MLModel: await open("MLModel"),
      Evaluation: await open("Evaluation"),
      BatchPrediction: await open("BatchPrediction"),
    };
    return new State(kinds, now);
  }

  /** @throws ApiError ResourceNotFoundException */
  get(kind: Kind, id: string): Entity {
    const entity = this.kinds[kind].get(id);
    if (!entity) throw new ApiError("ResourceNotFoundException", `No ${kind} with id ${id} exists`);
    return entity;
  }

  /**
   * An entity that a Create names as its input. ResourceNotFound is not modelled for Create*. One that is FAILED is
   * taken, like one that will be: the job tells, so that the answer does not depend on who is faster.
   * @throws ApiError InvalidInputException when it does not exist, or is DELETED
   */
  input(kind: Kind, id: string): Entity {
    const entity = this.kinds[kind].get(id);
    if (!entity) throw invalidInput(`No ${kind} with id ${id} exists`);
    if (entity.status === "DELETED") throw invalidInput(`The ${kind} ${id} is DELETED: expected one that is not`);
    return entity;
  }

  /**
   * The tags of what is made of a model and a data source; the model's win (Developer Guide, "Tagging").
   * @throws ApiError InvalidInputException, as `input` does
   */
  inheritedTags(model: string, dataSource: string): Tags {
    const { tags } = this.input("MLModel", model);
    return { ...this.input("DataSource", dataSource).tags, ...tags };
  }

  list(kind: Kind): Entity[] {
    return this.kinds[kind].list().sort((a, b) => a.createdAt - b.createdAt);
  }

  /**
   * Whether an entity of this id was made by the same request, whatever became of it: an id is never used twice.
   * @throws ApiError IdempotentParameterMismatchException when it was made by another one
   */
  isRepeat(kind: Kind, id: string, request: Record<string, unknown>): boolean {
    const current = this.kinds[kind].get(id);
    if (!current) return false;
    if (canonical(current.request) === canonical(withoutEmpty(request))) return true;
    throw new ApiError(
      "IdempotentParameterMismatchException",
      `A ${kind} with id ${id} exists, made with other parameters`,
    );
  }

  /** Makes a PENDING entity, unless the request is a repeat; throws as `isRepeat` does. */
  async create(kind: Kind, id: string, request: Record<string, unknown>, tags: Tags): Promise<void> {
    await this.kinds[kind].update(id, (current) => {
      if (this.isRepeat(kind, id, request)) return current;
      const sent = withoutEmpty(request);
      const createdAt = this.now().getTime();
      return { kind, id, status: "PENDING", request: sent, createdAt, lastUpdatedAt: createdAt, tags, result: {} };
    });
  }

  /** Changes an entity; `change` may throw to refuse, or give back what it got to change nothing. */
  async update(kind: Kind, id: string, change: (entity: Entity) => Entity): Promise<Entity> {
    this.get(kind, id);
    const entity = await this.kinds[kind].update(id, (current) => {
      const changed = change(current!);
      return changed === current ? current : { ...changed, lastUpdatedAt: this.now().getTime() };
    });
    return entity!;
  }
}

// ---

/** Leaves out nulls, empty texts and `false`: they say what an absent member says. */
function withoutEmpty(request: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(request).map(([name, value]) => {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return [name, isObject ? withoutEmpty(value as Record<string, unknown>) : value] as const;
  });
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false),
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort())
      : item,
  );
}
