import { join } from "node:path";
import { HyperparameterError, readHyperparameters, type TrainingPlan } from "../../../xgboost/hyperparameters";
import type { S3Store } from "../../s3/store";
import { deal, inputsOf, type Channel } from "./channels";
import type { InstanceOrder } from "./instance";
import { xgboostLibrary } from "./library";

/** What of CreateTrainingJob's request a job is made of. */
export interface TrainingOrder {
  HyperParameters?: Record<string, string>;
  RoleArn: string;
  AlgorithmSpecification?: { TrainingInputMode?: string };
  InputDataConfig?: Channel[];
  OutputDataConfig: { S3OutputPath: string };
  ResourceConfig?: { InstanceCount?: number };
  StoppingCondition?: { MaxRuntimeInSeconds?: number };
}

/**
 * What each instance of a job is to do, its files in a folder of its own.
 * @param options.model the file for the model
 * @throws HyperparameterError, ApiError for a prefix that is empty by now, TrainingFailure, LibraryError
 */
export async function ordersOf(
  order: TrainingOrder,
  { folder, model, store }: { folder: string; model: string; store: S3Store },
): Promise<InstanceOrder[]> {
  const plan = planOf(order);
  const channels = Object.fromEntries((order.InputDataConfig ?? []).map((channel) => [channel.ChannelName, channel]));
  checkChannels(channels, order.AlgorithmSpecification?.TrainingInputMode);
  const count = order.ResourceConfig?.InstanceCount ?? 1;
  const folders = Array.from({ length: count }, (_, i) => join(folder, String(i)));
  const filesOf = async (channel: Channel | undefined) =>
    channel ? deal(channel, await inputsOf(channel, order.RoleArn, store), folders, store) : undefined;
  const [train, validation] = [await filesOf(channels.train), await filesOf(channels.validation)];
  // Who has no objects of a channel takes no part, but where there is one instance alone.
  const hosts = folders
    .map((_, i) => ({ train: train![i], validation: validation?.[i] ?? [] }))
    .filter((host) => count === 1 || (host.train.length > 0 && (!validation || host.validation.length > 0)));
  if (hosts.length === 0)
    throw new HyperparameterError(
      "No data in training or validation channel path of any instance: expected as many objects as instances",
    );
  const library = await xgboostLibrary();
  return hosts.map((host, rank) => ({
    ...{ ...host, library, plan, model, rank, instances: hosts.length },
    contentType: contentTypeOf(channels.train),
  }));
}

// ---

function planOf({ HyperParameters = {} }: TrainingOrder): TrainingPlan {
  const plan = readHyperparameters(HyperParameters);
  if (HyperParameters._kfold !== undefined)
    throw new HyperparameterError("Cross validation (_kfold) is not done by the local service");
  return plan;
}

function checkChannels(channels: Record<string, Channel>, mode: string | undefined): void {
  const extraneous = Object.keys(channels).find((name) => !["train", "validation", "code"].includes(name));
  if (extraneous !== undefined) throw new HyperparameterError(`Extraneous channel found: ${extraneous}`);
  if (channels.train === undefined) throw new HyperparameterError("Missing required channel: train");
  // The image has no pipes any more; in which words it says so is not known.
  const piped = Object.values(channels).find(({ InputMode = mode }) => InputMode === "Pipe");
  if (piped) throw new HyperparameterError(`Pipe mode is not supported for the channel ${piped.ChannelName}`);
}

/** libsvm is the image's default. */
function contentTypeOf({ ContentType = "text/libsvm" }: Channel): "csv" | "libsvm" {
  const [type, ...parameters] = ContentType.toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const size = parameters.find((parameter) => parameter.startsWith("label_size="));
  if (["csv", "text/csv"].includes(type)) {
    if (size === undefined || size === "label_size=1") return "csv";
    throw new HyperparameterError(`Content type ${ContentType} is not supported. Expected label_size=1.`);
  }
  if (["libsvm", "text/libsvm", "text/x-libsvm"].includes(type)) return "libsvm";
  throw new HyperparameterError(
    `${ContentType} is not an accepted ContentType: csv, libsvm, parquet, recordio-protobuf, text/csv, text/libsvm, text/x-libsvm, application/x-parquet, application/x-recordio-protobuf. (The local service has those of csv and libsvm.)`,
  );
}
