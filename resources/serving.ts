import type { Quality } from "../plan/gate";
import type { ServedOnce } from "../plan/ledger";
import type { RunPlan } from "../plan/run-plan";
import type { StateRow } from "../plan/state";
import { s3 } from "./cloud/clients";
import { dynamicResource } from "./dynamic/dynamic-resource";
import { checkInputs, isText, noReplacement, toBeMended, type CommonInputs, type Lifecycle } from "./dynamic/lifecycle";
import type { Answering, Declared, Shared } from "./engine-resources";
import { engineInput, resourcesOf } from "./engines";
import { neverReplaced } from "./dynamic/never-replaced";

interface Inputs extends CommonInputs, Quality {
  modelId: string;
  url: string;
  generation: string;
  /** The same for models whose figures can be compared. */
  measure?: string;
  /** The engine's name; undefined for Amazon ML, which was the only one once. */
  engine?: string;
}

/** The switch, last of all: which model to ask. The tag of the time tells the local service too. */
export const Serving = dynamicResource<Inputs, { since: string }>("Serving", ["since"]);
export type Serving = InstanceType<typeof Serving>;

/** Turns to what a generation answers by, after all that a run declares. */
export function switchTo(
  { modelId, url, generation }: Answering,
  next: Declared,
  declared: Declared[],
  { measure }: RunPlan,
  { place, engine }: Shared,
): Serving {
  const { metric = "", metricValue: value = 0 } = next.facts();
  const answering = { modelId, url, generation, metric, value, measure: measure.next };
  return new Serving("serving", { ...place, ...engineInput(engine), ...answering }, { dependsOn: declared });
}

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
    // Gone with its model, it is told again of the next one; what may not be read counts as told.
    const since = await resourcesOf(props).servingSince.read(props, props.modelId, props.since);
    return { id, props: { ...props, ...(since !== props.since && { isUntold: true }) } };
  },
  /** The first to go: with credentials of another account nothing is to go. */
  async delete(_, props) {
    await s3(props);
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

const tell = (inputs: Inputs, since: string): Promise<void> =>
  resourcesOf(inputs).servingSince.write(inputs, inputs.modelId, since);

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
