import type { MachineLearningClient, TaggableResourceType } from "@aws-sdk/client-machine-learning";
import { unlessGone } from "../cloud/clients";
import { machineLearning } from "./client";
import {
  checkInputs,
  InitError,
  isEntityId,
  isPositive,
  jsonClean,
  noReplacement,
  toBeMended,
  type CommonInputs,
  type Lifecycle,
  type Rule,
} from "../dynamic/lifecycle";
import type { AmazonMlKind, WrittenAmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { neverReplaced } from "../dynamic/never-replaced";
import { addTags, readTags } from "./tags";
import { waitUntil, WaitTimeout } from "../dynamic/wait";

export interface EntityInputs extends CommonInputs {
  tags: Record<string, string>;
  timeoutMinutes: number;
}

export interface Description {
  Status?: string;
  Message?: string;
  CreatedAt?: Date;
}

/** The kinds of entities that leave rows in the state. */
type Kind = AmazonMlKind & TaggableResourceType;

export interface EntityKind<K extends Kind, Inputs extends EntityInputs, D extends Description> {
  /** `data source`, for people. */
  noun: string;
  type: K;
  /** The input that holds the wished id, and the output that holds the one it got. */
  idProperty: keyof Inputs & string;
  rules: Record<string, Rule>;
  create: (client: MachineLearningClient, id: string, inputs: Inputs) => Promise<unknown>;
  get: (client: MachineLearningClient, id: string) => Promise<D>;
  delete: (client: MachineLearningClient, id: string) => Promise<unknown>;
  /** Whether it is made anew when what it is made of was made anew under another id. */
  isMadeAnew: boolean;
  /** Whether what it made outside of Amazon ML is still there; without, there is nothing such. */
  isIntact?: (inputs: Inputs, id: string) => Promise<boolean>;
  /** Further outputs, of a COMPLETED entity: all that a row has beside the inputs. */
  facts: (description: D) => Omit<WrittenAmazonMlRow<K>, keyof Inputs | "status" | "created">;
}

/** The inputs, and all else that the row has. */
export type EntityOutputs<K extends Kind, Inputs> = Inputs & Omit<WrittenAmazonMlRow<K>, keyof Inputs>;

/**
 * The lifecycle that all kinds of entities share.
 *
 * `create` and its retry, `update`, do the same: look which entity bears the id; adopt it, wait
 * for it, or make it. Amazon ML never uses an id twice, so after one that FAILED or was deleted
 * comes the same id with `-2`, `-3`, … The id that was got is an output under the input's name.
 */
export function entityLifecycle<K extends Kind, Inputs extends EntityInputs, D extends Description>(
  kind: EntityKind<K, Inputs, D>,
): Lifecycle<Inputs, EntityOutputs<K, Inputs>> {
  const { noun, idProperty } = kind;

  async function make(inputs: Inputs, isOurs = false): Promise<{ id: string; outs: EntityOutputs<K, Inputs> }> {
    const client = await machineLearning(inputs);
    const id = await firstUsableId(client, kind, inputs);
    try {
      // The same request again meets the same entity: adoption is Amazon ML's own idempotency.
      await kind.create(client, id, inputs);
    } catch (error) {
      if ((error as Error).name !== "IdempotentParameterMismatchException") throw error;
      if (!isOurs) {
        const reason = `The ${noun} ${id} exists and was made with other parameters. Delete it, or find out who made it.`;
        throw new Error(reason, { cause: error });
      }
      // Ours, and what it was made of was made anew under another id. The digest in its own id says
      // that the rows are the same: it is as good as ever, and it may be serving.
      if (kind.isMadeAnew) {
        await kind.delete(client, id);
        return make(inputs);
      }
    }
    return { id, outs: await untilCompleted(client, kind, id, inputs) };
  }

  return neverReplaced({
    check: (olds, news) =>
      Promise.resolve(checkInputs(olds, news, { [idProperty]: isEntityId, timeoutMinutes: isPositive, ...kind.rules })),
    /** Nothing in the inputs tells that tags are gone, so here `changes` has to. */
    diff: (_, olds, news) => (hasTags(olds.tags, news.tags) ? noReplacement() : toBeMended()),
    create: (inputs) => make(inputs),
    async update(_, olds, news) {
      // The entity that was got may bear a suffix; it stays, unless it is of no use.
      const { outs } = await make({ ...news, [idProperty]: olds[idProperty] }, true);
      return { outs };
    },
    async read(id, props) {
      const client = await machineLearning(props);
      const own = String(props[idProperty]);
      const found = await unlessGone(kind.get(client, own));
      // One that FAILED is gone as well, or a refresh would forget the failure, and nobody try again.
      if (!found || found.Status === "DELETED" || found.Status === "FAILED") return {};
      if (found.Status === "COMPLETED" && kind.isIntact && !(await kind.isIntact(props, own))) return {};
      const all = (await readTags(client, own, kind.type)) ?? props.tags;
      // Those of others are their own affair.
      const tags = Object.fromEntries(Object.entries(all).filter(([name]) => name in props.tags));
      return { id, props: outputs(kind, own, { ...props, tags }, found) };
    },
    async delete(_, props) {
      const client = await machineLearning(props);
      await unlessGone(kind.delete(client, String(props[idProperty])));
    },
  });
}

// ---

const MAX_SUFFIX = 99;

const hasTags = (there: Record<string, string> | undefined, wished: Record<string, string>): boolean =>
  Object.entries(wished).every(([name, value]) => there?.[name] === value);

/** The wished id, or the first of its successors, that no dead entity bears. One that is of no use is deleted. */
async function firstUsableId<K extends Kind, Inputs extends EntityInputs, D extends Description>(
  client: MachineLearningClient,
  kind: EntityKind<K, Inputs, D>,
  inputs: Inputs,
): Promise<string> {
  const wished = String(inputs[kind.idProperty]);
  const [, stem, suffix = "1"] = /^(.*?)(?:-(\d{1,2}))?$/.exec(wished)!;
  for (let number = Number(suffix); number <= MAX_SUFFIX; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    const found = await unlessGone(kind.get(client, id));
    if (found?.Status === "DELETED") continue;
    const isDamaged = found?.Status === "COMPLETED" && kind.isIntact && !(await kind.isIntact(inputs, id));
    if (found?.Status !== "FAILED" && !isDamaged) return id;
    await kind.delete(client, id);
  }
  throw new Error(`All ids from ${wished} to ${stem}-${MAX_SUFFIX} of the ${kind.noun} are used up`);
}

async function untilCompleted<K extends Kind, Inputs extends EntityInputs, D extends Description>(
  client: MachineLearningClient,
  kind: EntityKind<K, Inputs, D>,
  id: string,
  inputs: Inputs,
): Promise<EntityOutputs<K, Inputs>> {
  let last: D = {} as D;
  const fail = (reason: string) => new InitError(id, outputs(kind, id, inputs, last), reason);
  try {
    await addTags(client, id, kind.type, inputs.tags);
    await waitUntil({
      look: async () => (last = await kind.get(client, id)),
      isDone: ({ Status }) => Status !== "PENDING" && Status !== "INPROGRESS",
      describe: ({ Status, Message }) => Message || { PENDING: "waiting", INPROGRESS: "at work" }[Status!] || "done",
      row: inputs.row,
      timeoutMs: inputs.timeoutMinutes * 60_000,
    });
  } catch (error) {
    const { message } = error as Error;
    // Whatever went wrong: the entity exists, and the state has to know it.
    if (!(error instanceof WaitTimeout)) throw fail(`The ${kind.noun} ${id} was made, then: ${message}`);
    throw fail(`The ${kind.noun} ${id} is still ${last.Status}: ${message}. Run \`pulumi up\` again to wait on.`);
  }
  if (last.Status === "COMPLETED") return outputs(kind, id, inputs, last);
  throw fail(
    `The ${kind.noun} ${id} ended as ${last.Status}: ${last.Message ?? "no message"}. The next run tries again.`,
  );
}

function outputs<K extends Kind, Inputs extends EntityInputs, D extends Description>(
  kind: EntityKind<K, Inputs, D>,
  id: string,
  inputs: Inputs,
  found: D,
): EntityOutputs<K, Inputs> {
  const facts = found.Status === "COMPLETED" ? kind.facts(found) : {};
  const status = { status: found.Status, created: found.CreatedAt?.toISOString() };
  // `facts` has, by its type, all else that the row has.
  return jsonClean({ ...inputs, [kind.idProperty]: id, ...status, ...facts }) as object as EntityOutputs<K, Inputs>;
}
