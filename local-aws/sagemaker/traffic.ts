interface Size {
  Type: "INSTANCE_COUNT" | "CAPACITY_PERCENT";
  Value: number;
}

/** What of DeploymentConfig decides how traffic goes over. */
interface Policy {
  BlueGreenUpdatePolicy?: {
    TrafficRoutingConfiguration: {
      Type: "ALL_AT_ONCE" | "CANARY" | "LINEAR";
      WaitIntervalInSeconds: number;
      CanarySize?: Size;
      LinearStepSize?: Size;
    };
    TerminationWaitInSeconds?: number;
  };
}

export interface TrafficStep {
  /** Of the requests, which the new deployment answers: from 0 to 1. */
  share: number;
  /** How long it lasts. */
  ms: number;
}

/**
 * How the traffic of an update goes over to what is new: a canary's share first, or step by step, then all of it.
 * Source: SageMaker Developer Guide, "Deployment guardrails". Sizes in instances are taken as percent of one hundred.
 */
export function trafficSteps(config: Policy = {}): TrafficStep[] {
  const policy = config.BlueGreenUpdatePolicy;
  const baking = { share: 1, ms: (policy?.TerminationWaitInSeconds ?? 0) * 1000 };
  const routing = policy?.TrafficRoutingConfiguration;
  if (!routing || routing.Type === "ALL_AT_ONCE") return [baking];
  const ms = routing.WaitIntervalInSeconds * 1000;
  const size = (routing.Type === "CANARY" ? routing.CanarySize : routing.LinearStepSize)?.Value ?? DEFAULT_PERCENT;
  if (routing.Type === "CANARY") return [{ share: size / 100, ms }, baking];
  const steps = Math.ceil(100 / size) - 1;
  return [...Array.from({ length: steps }, (_, i) => ({ share: ((i + 1) * size) / 100, ms })), baking];
}

// ---

const DEFAULT_PERCENT = 10;
