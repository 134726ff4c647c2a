import type { Quality } from "../plan/gate";
import type { ServedOnce } from "../plan/ledger";
import type { StateRow } from "../plan/state";
import { SERVING_SINCE } from "../local-aws/machine-learning/serving";
import { isGone, machineLearning } from "./cloud/clients";
import { dynamicResource } from "./dynamic/dynamic-resource";
import { checkInputs, isText, noReplacement, toBeMended, type CommonInputs, type Lifecycle } from "./dynamic/lifecycle";
import { neverReplaced } from "./dynamic/never-replaced";
import { addTags, readTags } from "./amazon-ml/tags";

interface Inputs extends CommonInputs, Quality {
  modelId: string;
  url: string;
  generation: string;
  /** The same for models whose figures can be compared. */
  measure?: string;
}

/**
 * The switch: which model clients are to ask. It comes last, so that nobody is sent to an endpoint
 * that has not answered. The model is tagged with the time; by that the local service knows, too.
 */
export const Serving = dynamicResource<Inputs, { since: string }>("Serving", ["since"]);
export type Serving = InstanceType<typeof Serving>;

interface Outputs extends Inputs, StateRow<"Serving"> {
  since: string;
  /** The model does not have the tag that says so. */
  isUntold?: boolean;
}

export const lifecycle = neverReplaced<Lifecycle<Inputs, Outputs>>({
  check: (olds, news) => Promise.resolve(checkInputs(olds, news, { modelId: isText, url: isText, generation: isText })),
  /** Nothing in the inputs tells that the tag is gone, so here `changes` has to. */
  diff: (_, { isUntold }) => (isUntold ? toBeMended() : noReplacement()),
  create: async (inputs) => ({ id: "serving", outs: await turn(inputs) }),
  async update(_, olds, inputs) {
    const { generation, modelId, since, servedSince, history, isUntold } = olds;
    if (generation !== inputs.generation || modelId !== inputs.modelId) return { outs: await turn(inputs, olds) };
    // The same model serves on: the service moved, or the tag was lost.
    if (isUntold) await tell(inputs, since);
    return { outs: { ...inputs, since, servedSince, history } };
  },
  /** Never gone: the state alone knows what served when. */
  async read(id, { isUntold: _, ...props }) {
    const tags = readTags(await machineLearning(props), props.modelId, "MLModel");
    // Gone with its model, it is told again of the next one; what may not be read counts as told.
    const since = await tags.then(
      (found) => (found ? found[SERVING_SINCE] : props.since),
      (error: Error) => (isGone(error) ? undefined : Promise.reject(error)),
    );
    return { id, props: { ...props, ...(since !== props.since && { isUntold: true }) } };
  },
  /** The first to go: with credentials of another account nothing is to go. */
  async delete(_, props) {
    await machineLearning(props);
  },
});

// ---

const REMEMBERED = 100;

const served = ({ generation, metric, value, measure }: Inputs, since: string): ServedOnce => ({
  generation,
  since,
  metric,
  value,
  ...(measure !== undefined && { measure }),
});

async function tell(inputs: Inputs, since: string): Promise<void> {
  await addTags(await machineLearning(inputs), inputs.modelId, "MLModel", { [SERVING_SINCE]: since });
}

async function turn(inputs: Inputs, before?: Partial<Outputs>): Promise<Outputs> {
  const since = new Date().toISOString();
  await tell(inputs, since);
  const times = Object.entries({ ...before?.servedSince, [inputs.generation]: since });
  times.sort(([, a], [, b]) => (a < b ? 1 : -1));
  return {
    ...inputs,
    since,
    servedSince: Object.fromEntries(times.slice(0, REMEMBERED)),
    history: [...(before?.history ?? []), served(inputs, since)].slice(-REMEMBERED),
  };
}
