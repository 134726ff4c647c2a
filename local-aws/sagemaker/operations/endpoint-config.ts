import { structure } from "../../json/shapes";
import type { Collection, Named, Tag } from "../collection";
import { any, flag, instanceType, modelName, name, roleArn, tags, text, whole } from "../shapes";
import { validation } from "../validation";
import { listOperation, seconds } from "./list";
import { operation } from "./operation";

const byName = structure({ "EndpointConfigName*": name });

/** A variant of ProductionVariants. */
export interface ProductionVariant {
  VariantName: string;
  ModelName: string;
  InstanceType?: string;
  InitialInstanceCount?: number;
  InitialVariantWeight?: number;
  ServerlessConfig?: Record<string, number>;
}

interface Request {
  EndpointConfigName: string;
  ProductionVariants: ProductionVariant[];
  Tags?: Tag[];
}

const variant = structure({
  "VariantName*": name,
  "ModelName*": modelName,
  InitialInstanceCount: whole(1, Number.MAX_SAFE_INTEGER),
  InstanceType: instanceType,
  InitialVariantWeight: { type: "number", min: 0, max: Number.MAX_VALUE },
  ServerlessConfig: structure({
    "MemorySizeInMB*": whole(1024, 6144),
    "MaxConcurrency*": whole(1, 200),
    ProvisionedConcurrency: whole(1, 200),
  }),
  AcceleratorType: text,
  CoreDumpConfig: any,
  VolumeSizeInGB: whole(1, 512),
  ModelDataDownloadTimeoutInSeconds: whole(60, 3600),
  ContainerStartupHealthCheckTimeoutInSeconds: whole(60, 3600),
  EnableSSMAccess: flag,
  ManagedInstanceScaling: any,
  RoutingConfig: any,
  InferenceAmiVersion: text,
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
export const createEndpointConfig = operation<Request>(
  structure({
    "EndpointConfigName*": name,
    "ProductionVariants*": { type: "list", min: 1, max: 10, of: variant },
    DataCaptureConfig: any,
    Tags: tags,
    KmsKeyId: text,
    AsyncInferenceConfig: any,
    ExplainerConfig: any,
    ShadowProductionVariants: any,
    ExecutionRoleArn: roleArn,
    VpcConfig: any,
    EnableNetworkIsolation: flag,
  }),
  async ({ Tags = [], ...request }, { state, now }) => {
    const { EndpointConfigName: name, ProductionVariants } = request;
    for (const { ModelName, VariantName, ServerlessConfig, InstanceType, InitialInstanceCount } of ProductionVariants) {
      state.model.get(ModelName);
      if (
        ServerlessConfig ? InstanceType !== undefined : InstanceType === undefined || InitialInstanceCount === undefined
      )
        throw validation(
          `Expected either ServerlessConfig, or InstanceType and InitialInstanceCount, in the variant ${VariantName}`,
        );
    }
    if (new Set(ProductionVariants.map(({ VariantName }) => VariantName)).size < ProductionVariants.length)
      throw validation("Expected VariantNames of which none comes twice in ProductionVariants");
    await state.endpointConfig.create({ name, tags: Tags, createdAt: now().getTime(), request: { ...request } });
    return { EndpointConfigArn: state.endpointConfig.arn(name) };
  },
);

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpointConfig.html */
export const describeEndpointConfig = operation<Request>(byName, ({ EndpointConfigName }, { state }) => {
  const { request, createdAt, name } = state.endpointConfig.get(EndpointConfigName);
  const ProductionVariants = (request.ProductionVariants as ProductionVariant[]).map((one) => ({
    InitialVariantWeight: 1,
    ...one,
  }));
  const EndpointConfigArn = state.endpointConfig.arn(name);
  return { ...request, ProductionVariants, EndpointConfigArn, CreationTime: seconds(createdAt) };
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpointConfigs.html */
export const listEndpointConfigs = listOperation("endpointConfig", {
  member: "EndpointConfigs",
  defaultOrder: "Descending",
  summary: ({ name, createdAt }: Named, configs: Collection<Named>) => ({
    ...{ EndpointConfigName: name, EndpointConfigArn: configs.arn(name), CreationTime: seconds(createdAt) },
  }),
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpointConfig.html */
export const deleteEndpointConfig = operation<Request>(byName, async ({ EndpointConfigName }, { state }) => {
  await state.endpointConfig.update(EndpointConfigName, () => undefined);
  return {};
});
