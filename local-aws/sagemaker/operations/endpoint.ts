import { randomUUID } from "node:crypto";
import { structure, type Shape } from "../../json/shapes";
import type { Collection, Tag } from "../collection";
import { any, flag, name, oneOf, tags, whole } from "../shapes";
import type { Deployment, Endpoint, State, Variant } from "../state";
import { validation } from "../validation";
import type { ProductionVariant } from "./endpoint-config";
import { listOperation, seconds } from "./list";
import { operation, type Context } from "./operation";

interface Request {
  EndpointName: string;
  EndpointConfigName: string;
  DeploymentConfig?: Record<string, unknown>;
  Tags?: Tag[];
}

const byName = structure({ "EndpointName*": name });

const size = (least: number, most: number): Shape =>
  structure({ "Type*": oneOf("INSTANCE_COUNT", "CAPACITY_PERCENT"), "Value*": whole(least, most) });

const deploymentConfig = structure({
  BlueGreenUpdatePolicy: structure({
    "TrafficRoutingConfiguration*": structure({
      "Type*": oneOf("ALL_AT_ONCE", "CANARY", "LINEAR"),
      "WaitIntervalInSeconds*": whole(0, 3600),
      CanarySize: size(1, 50),
      LinearStepSize: size(10, 50),
    }),
    TerminationWaitInSeconds: whole(0, 3600),
    MaximumExecutionTimeoutInSeconds: whole(600, 28_800),
  }),
  RollingUpdatePolicy: any,
  AutoRollbackConfiguration: structure({ Alarms: { type: "list", min: 1, max: 10, of: any } }),
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html */
export const createEndpoint = operation<Request>(
  structure({ "EndpointName*": name, "EndpointConfigName*": name, DeploymentConfig: deploymentConfig, Tags: tags }),
  async ({ EndpointName, EndpointConfigName, Tags = [] }, context) => {
    const { state, endpoints, now } = context;
    const next = deploymentOf(EndpointConfigName, state);
    checkQuota(next, context);
    const at = now().getTime();
    const made = { name: EndpointName, request: {}, tags: Tags, createdAt: at, modifiedAt: at };
    await state.endpoint.create({ ...made, status: "Creating", next });
    endpoints.drive(EndpointName);
    return { EndpointArn: state.endpoint.arn(EndpointName) };
  },
);

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html */
export const updateEndpoint = operation<Request>(
  structure({
    "EndpointName*": name,
    "EndpointConfigName*": name,
    RetainAllVariantProperties: flag,
    ExcludeRetainedVariantProperties: any,
    DeploymentConfig: deploymentConfig,
    RetainDeploymentConfig: flag,
  }),
  async ({ EndpointName, EndpointConfigName, DeploymentConfig }, context) => {
    const { state, endpoints, now } = context;
    const next = deploymentOf(EndpointConfigName, state);
    const updated = await state.endpoint.update(EndpointName, (endpoint) => {
      const { serving } = checkSettled(endpoint, context);
      if (!serving)
        throw validation(`Cannot update endpoint "${state.endpoint.arn(EndpointName)}": it is ${endpoint.status}.`);
      if (serving.config === EndpointConfigName)
        throw validation(
          `Cannot update endpoint "${state.endpoint.arn(EndpointName)}" to the endpoint configuration ${EndpointConfigName}, which it has: you must create a new EndpointConfig.`,
        );
      // What serves must have been described by something that is still there.
      state.endpointConfig.get(serving.config);
      checkServerless(serving, next);
      return {
        ...{ ...endpoint, status: "Updating", modifiedAt: now().getTime(), next },
        ...{ failureReason: undefined, deploymentConfig: DeploymentConfig },
      };
    });
    endpoints.drive(updated!.name);
    return { EndpointArn: state.endpoint.arn(EndpointName) };
  },
);

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html */
export const describeEndpoint = operation<Request>(byName, ({ EndpointName }, { state, endpoints }) => {
  const endpoint = state.endpoint.get(EndpointName);
  const { status, serving, next, failureReason, deploymentConfig: config } = endpoint;
  const share = endpoints.shareOf(endpoint.name);
  return {
    ...summaryOf(endpoint, state.endpoint),
    // While an update is under way, the one that serves.
    EndpointConfigName: (serving ?? next!).config,
    ...(serving && { ProductionVariants: serving.variants.map(variantSummary) }),
    ...(failureReason !== undefined && { FailureReason: failureReason }),
    ...(config && { LastDeploymentConfig: config }),
    ...(status === "Updating" && {
      PendingDeploymentSummary: {
        EndpointConfigName: next!.config,
        ProductionVariants: next!.variants.map((variant) => ({
          VariantName: variant.name,
          VariantStatus: [{ Status: share === undefined ? "Creating" : share < 1 ? "ActivatingTraffic" : "Baking" }],
        })),
      },
    }),
  };
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html */
export const listEndpoints = listOperation("endpoint", {
  member: "Endpoints",
  statuses: [
    ...["OutOfService", "Creating", "Updating", "SystemUpdating", "RollingBack", "InService", "Deleting", "Failed"],
    "UpdateRollbackFailed",
  ],
  defaultOrder: "Descending",
  summary: summaryOf,
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpoint.html */
export const deleteEndpoint = operation<Request>(byName, async ({ EndpointName }, context) => {
  const { state, endpoints, now } = context;
  const deleted = await state.endpoint.update(EndpointName, (endpoint) => ({
    ...checkSettled(endpoint, context),
    ...{ status: "Deleting", modifiedAt: now().getTime() },
  }));
  endpoints.drive(deleted!.name);
  return {};
});

// ---

/** What a config deploys, with its models as they are now. */
function deploymentOf(configName: string, state: State): Deployment {
  const { name, request } = state.endpointConfig.get(configName);
  const variants = (request.ProductionVariants as ProductionVariant[]).map((variant): Variant => {
    const {
      Image,
      ModelDataUrl,
      Environment = {},
    } = state.model.get(variant.ModelName).request.PrimaryContainer as {
      Image: string;
      ModelDataUrl: string;
      Environment?: Record<string, string>;
    };
    return {
      ...{ name: variant.VariantName, weight: variant.InitialVariantWeight ?? 1, image: Image, dataUrl: ModelDataUrl },
      ...{ environment: Environment, serverless: variant.ServerlessConfig },
      ...{ instanceType: variant.InstanceType, instanceCount: variant.InitialInstanceCount },
    };
  });
  return { id: randomUUID(), config: name, variants };
}

function checkSettled(endpoint: Endpoint, { endpoints, state }: Context): Endpoint {
  if (endpoints.isInProgress(endpoint))
    throw validation(`Cannot update in-progress endpoint "${state.endpoint.arn(endpoint.name)}".`);
  return endpoint;
}

/** From serverless to instances there is a way, back there is none. */
function checkServerless(serving: Deployment, next: Deployment): void {
  const becomes = next.variants.find(({ name, serverless }) => {
    const before = serving.variants.find((variant) => variant.name === name);
    return serverless && before && !before.serverless;
  });
  if (becomes)
    throw validation(`Cannot update the variant ${becomes.name} from an instance-based to a serverless configuration.`);
}

function checkQuota(next: Deployment, { state, quotas }: Context): void {
  for (const { instanceType, instanceCount = 1 } of next.variants) {
    if (instanceType === undefined) continue;
    const used = state.endpoint
      .list()
      .flatMap(({ serving, next: other }) => (serving ?? other)?.variants ?? [])
      .filter((variant) => variant.instanceType === instanceType)
      .reduce((sum, variant) => sum + (variant.instanceCount ?? 1), 0);
    quotas.check(`${instanceType} for endpoint usage`, used, instanceCount);
  }
}

function summaryOf({ name, status, createdAt, modifiedAt }: Endpoint, endpoints: Collection<Endpoint>) {
  return {
    ...{ EndpointName: name, EndpointArn: endpoints.arn(name), EndpointStatus: status },
    ...{ CreationTime: seconds(createdAt), LastModifiedTime: seconds(modifiedAt) },
  };
}

const variantSummary = ({ name, weight, instanceCount, image, serverless }: Variant) => ({
  ...{ VariantName: name, CurrentWeight: weight, DesiredWeight: weight, DeployedImages: [{ SpecifiedImage: image }] },
  ...(serverless
    ? { CurrentServerlessConfig: serverless, DesiredServerlessConfig: serverless }
    : { CurrentInstanceCount: instanceCount, DesiredInstanceCount: instanceCount }),
});
