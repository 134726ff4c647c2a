import { structure } from "../../json/shapes";
import type { Collection, Named, Tag } from "../collection";
import { any, flag, image, modelName, roleArn, s3Uri, tags, text } from "../shapes";
import { validation } from "../validation";
import { listOperation, seconds } from "./list";
import { operation } from "./operation";

const byName = structure({ "ModelName*": modelName });

const container = structure({
  Image: image,
  ModelDataUrl: s3Uri,
  Environment: {
    ...{ type: "map", max: 100, key: { type: "string", max: 1024, pattern: /^[a-zA-Z_][a-zA-Z0-9_]*$/ } },
    of: { type: "string", max: 1024 },
  },
  ContainerHostname: text,
  ImageConfig: any,
  Mode: text,
  ModelDataSource: any,
  ModelPackageName: text,
  InferenceSpecificationName: text,
});

interface Request {
  ModelName: string;
  PrimaryContainer?: { Image?: string; ModelDataUrl?: string };
  Tags?: Tag[];
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html */
export const createModel = operation<Request>(
  structure({
    "ModelName*": modelName,
    PrimaryContainer: container,
    Containers: { type: "list", max: 15, of: container },
    InferenceExecutionConfig: any,
    ExecutionRoleArn: roleArn,
    Tags: tags,
    VpcConfig: any,
    EnableNetworkIsolation: flag,
  }),
  async ({ Tags = [], ...request }, { state, now }) => {
    const { ModelName: name, PrimaryContainer: { Image, ModelDataUrl } = {} } = request;
    if (!Image || !ModelDataUrl)
      throw validation(
        "Expected a PrimaryContainer with Image and ModelDataUrl: the local service serves no other model.",
      );
    await state.model.create({ name, tags: Tags, createdAt: now().getTime(), request });
    return { ModelArn: state.model.arn(name) };
  },
);

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html */
export const describeModel = operation<Request>(byName, ({ ModelName }, { state }) => {
  const { request, createdAt, name } = state.model.get(ModelName);
  const isolation = { EnableNetworkIsolation: (request.EnableNetworkIsolation as boolean | undefined) ?? false };
  return { ...request, ...isolation, ModelArn: state.model.arn(name), CreationTime: seconds(createdAt) };
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModels.html */
export const listModels = listOperation("model", {
  member: "Models",
  defaultOrder: "Descending",
  summary: ({ name, createdAt }: Named, models: Collection<Named>) => ({
    ...{ ModelName: name, ModelArn: models.arn(name), CreationTime: seconds(createdAt) },
  }),
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteModel.html */
export const deleteModel = operation<Request>(byName, async ({ ModelName }, { state }) => {
  await state.model.update(ModelName, () => undefined);
  return {};
});
