import { DurableMap } from "../process/durable-map";
import { ApiError } from "../json/errors";
import { validation } from "./validation";

export interface Tag {
  Key: string;
  Value: string;
}

/** What all that has a name has. Times are milliseconds since 1970. */
export interface Named {
  name: string;
  request: Record<string, unknown>;
  tags: Tag[];
  createdAt: number;
}

/** A kind of what SageMaker keeps, with its words. */
export interface Kind {
  /** In ARNs. */
  resource: string;
  /** `Could not find model "ARN".` */
  notFound: (arn: string) => string;
  taken: (arn: string) => ApiError;
}

const named = (resource: string, what: string): Kind => ({
  resource,
  notFound: (arn) => `Could not find ${what} "${arn}".`,
  taken: (arn) => validation(`Cannot create already existing ${what} "${arn}".`),
});

export const kinds = {
  trainingJob: {
    resource: "training-job",
    notFound: () => "Requested resource not found.",
    taken: (arn) =>
      new ApiError(
        "ResourceInUse",
        `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
      ),
  },
  model: named("model", "model"),
  endpointConfig: named("endpoint-config", "endpoint configuration"),
  endpoint: named("endpoint", "endpoint"),
} satisfies Record<string, Kind>;

export const REGION = "us-east-1";
/** The one of AWS's own examples: here is but one. */
export const ACCOUNT = "123456789012";

/** Names in ARNs are in lower case, whatever they are. */
const arnOf = ({ resource }: Kind, name: string): string =>
  `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}/${name.toLowerCase()}`;

/** Everything of one kind, by the lower case of its names: so are their ARNs. */
export class Collection<T extends Named> {
  private constructor(
    readonly kind: Kind,
    private readonly map: DurableMap<T>,
    private readonly options: CollectionOptions,
  ) {}

  static async open<T extends Named>(kind: Kind, folder: string, options: CollectionOptions): Promise<Collection<T>> {
    return new Collection(kind, await DurableMap.open<T>(folder), options);
  }

  list(): T[] {
    return this.map.list();
  }

  arn(name: string): string {
    return arnOf(this.kind, name);
  }

  /** @throws ApiError ValidationException when there is none, or it was made so lately that it is not seen yet */
  get(name: string): T {
    const found = this.map.get(name.toLowerCase());
    const { now, unseenMs = 0 } = this.options;
    if (!found || now().getTime() - found.createdAt < unseenMs) throw this.missing(name);
    return found;
  }

  /** @throws ApiError when the name is taken */
  async create(entry: T): Promise<void> {
    await this.map.update(entry.name.toLowerCase(), (current) => {
      if (current) throw this.kind.taken(this.arn(entry.name));
      return entry;
    });
  }

  /**
   * Changes an entry; `change` may throw to refuse, give back what it got to change nothing, and undefined to delete it.
   * @throws ApiError ValidationException when there is none
   */
  async update(name: string, change: (entry: T) => T | undefined): Promise<T | undefined> {
    return this.map.update(name.toLowerCase(), (current) => {
      if (!current) throw this.missing(name);
      return change(current);
    });
  }

  private missing(name: string): ApiError {
    return validation(this.kind.notFound(this.arn(name)));
  }
}

export interface CollectionOptions {
  now: () => Date;
  /** How long what was made is not found yet, as on AWS, where it is half a minute. */
  unseenMs?: number;
}
