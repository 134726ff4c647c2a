import { refusalBy, type GateTerms, type Quality } from "../plan/gate";
import type { StateRow } from "../plan/state";
import { dynamicResource } from "./dynamic/dynamic-resource";
import { checkInputs, isText, noReplacement, type CommonInputs, type Lifecycle } from "./dynamic/lifecycle";
import { neverReplaced } from "./dynamic/never-replaced";
import { shortDigest } from "../text/short-digest";

interface Inputs extends CommonInputs, Quality, GateTerms, StateRow<"QualityGate"> {}

/** Stops the run before a bad model is mounted. That it is there says of a generation that it may serve. */
export const QualityGate = dynamicResource<Inputs>("QualityGate");
export type QualityGate = InstanceType<typeof QualityGate>;

export const lifecycle = neverReplaced<Lifecycle<Inputs, Inputs>>({
  check: (olds, news) => Promise.resolve(checkInputs(olds, news, { generation: isText })),
  diff: noReplacement,
  create: async (inputs) => ({ id: inputs.generation, outs: pass(inputs) }),
  // Once released, a generation is not judged again: other limits are for later ones.
  update: async (_, __, inputs) => ({ outs: inputs }),
  read: async (id, props) => ({ id, props }),
  delete: async () => undefined,
});

// ---

/** @throws Error when the model is refused */
function pass(inputs: Inputs): Inputs {
  const { generation, serving } = inputs;
  const reason = refusalBy(inputs, inputs);
  if (reason === undefined) return inputs;
  const short = shortDigest(generation);
  const stays = serving.generation ? `${shortDigest(serving.generation)} serves on. ` : "";
  throw new Error(
    `The model of generation ${short} is refused: ${reason}. ${stays}The model stays until the next good run; \`npm run report -- ${short}\` shows what it is like. To take it all the same: \`npx pulumi config set ml-learn:accept ${short}\``,
  );
}
