import * as pulumi from "@pulumi/pulumi";
import { openExtract } from "./features/extract/open-extract";
import { loadDefinition } from "./features/load-definition";
import { transform } from "./features/transform";
import { digestsOf, withLearning } from "./plan/digests";
import { engineOf } from "./plan/engines/engines";
import { stackKey } from "./plan/identity";
import { readLedger } from "./plan/read-ledger";
import { planRun } from "./plan/plan-run";
import { readState } from "./plan/read-state";
import { declareCloud } from "./resources/declare-cloud";
import { compareRows } from "./resources/cloud/compare-rows";
import { endWithEngine } from "./resources/dynamic/pulumi-engine";
import { resourcesOf } from "./resources/engines";
import type { Declared } from "./resources/engine-resources";
import { tellRowsInState } from "./resources/dynamic/never-replaced";
import { declareOwn } from "./resources/own-generation";
import { Kept } from "./resources/kept";
import { checkPlace, findPlace } from "./resources/cloud/place";
import { switchTo } from "./resources/serving";
import { programConfiguration } from "./resources/stack-configuration";
import { keepOutputsOfFailedRun, settled, stackOutputs } from "./resources/stack-outputs";
import { rowsInStatus, tellPlan } from "./resources/tell-plan";
import { readSettings } from "./settings/read-settings";

/** The program: settings -> features -> plan -> generations -> outputs. */
async function program(): Promise<Record<string, unknown>> {
  endWithEngine();
  keepOutputsOfFailedRun();
  const given = readSettings(programConfiguration());
  const { cloud, region, holdOut, timeoutMinutes } = given;
  const engine = engineOf(given);
  const stack = stackKey(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());

  // What there is to learn from. The same rows give the same digests, and so the same resources.
  const folder = "build";
  const definition = loadDefinition(given.definition);
  const { files, words: extract } = await openExtract(given, folder, new Date());
  const { layout } = engine;
  const features = await transform({ definition, files, holdOut, layout, folder, onProgress: rowsInStatus() });
  const settings = withLearning(engine, given, features, definition);
  const digests = digestsOf(engine, features, definition, settings);

  // Where it is all made: credentials and an account that won't do stop a preview.
  const stackPlace = await findPlace(settings, stack);
  const place = { cloud, region, ...(stackPlace.account !== "" && { account: stackPlace.account }) };

  // What earlier runs left, and so what this one will do. Said before anything is declared.
  const { rows, outputs: before } = await readState();
  tellRowsInState(Object.keys(rows));
  const ledger = readLedger(rows, before);
  const plan = await planRun({
    ...{ engine, ledger, features, digests, definition, extract, settings, bucket: stackPlace.bucket },
    compareRows: (past) => compareRows(past, features, folder, place),
    driftOf: (serving) => resourcesOf(serving).driftOf(place, serving),
  });
  await tellPlan(plan, folder, stackPlace);
  await checkPlace(place, stackPlace);

  // The local service has to be up, and Amazon ML to be let into its bucket, before anything is made there.
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack() };
  const { bucket, service, tell } = declareCloud(settings, stackPlace, tags);
  const shared = { engine: engine.name, place, stackKey: stack, bucket, service, tags, timeoutMinutes };

  // What the data at hand make, unless another generation is pinned; and what is kept of earlier runs.
  const { decision, generation: own } = plan;
  const kept = new Kept(rows, ledger, shared);
  const declared = new Map<string, Declared>();
  if (!decision.isPinned)
    declared.set(own, declareOwn({ ...shared, plan, ledger, kept, digests, definition, folder, settings }));
  for (const { digest } of decision.kept.filter(({ digest }) => !declared.has(digest)))
    declared.set(digest, kept.generation(digest));

  // The switch comes last: nobody is sent to an endpoint that has not answered.
  const next = declared.get(decision.next)!;
  const answering = decision.answering.map((digest) => declared.get(digest)!);
  const asked = resourcesOf(shared).serve(answering, next, shared);
  const serving = switchTo(asked, next, [...declared.values()], plan, shared);
  const outputs = stackOutputs({ serving, next, parameter: tell(serving), plan, place, tags });
  await settled(outputs);
  return outputs;
}

/** Node 20.20's error printing loops on stack frames inside the SDK: 23 s for one error (measured). */
export = () =>
  program().catch((error: Error) => {
    throw Object.assign(new pulumi.RunError(error.message), { stack: "" });
  });
