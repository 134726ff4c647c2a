import type { BoostedTrees } from "../../../learning/boosted-trees";
import { predictEnsemble } from "../../../xgboost/model-archive";
import { accepted, AnswerError, writeAnswer, type Accept } from "./answer";
import { PayloadError, readPayload } from "./payload";

export interface ContainerRequest {
  body: Buffer;
  contentType?: string;
  accept?: string;
}

export interface ContainerAnswer {
  status: number;
  body: string;
  contentType: string;
}

/** Answers as the image's server does, with its statuses, in the order of its checks. */
export function answerInvocation(
  { body, contentType, accept }: ContainerRequest,
  models: readonly BoostedTrees[],
  environment: Readonly<Record<string, string>>,
): ContainerAnswer {
  const plainly = (status: number, text: string): ContainerAnswer => ({
    status,
    body: text,
    contentType: "text/plain",
  });
  if (body.length === 0) return plainly(204, "");
  try {
    const rows = readPayload(body.toString("utf8"), contentType);
    const [model] = models;
    // Fewer are answered: the rest counts as missing.
    if (rows.some(({ length }) => length > model.features))
      return plainly(
        400,
        `Unable to evaluate payload provided: Check failed: learner_model_param_.num_feature == p_fmat->Info().num_col_ (${model.features} vs. ${rows[0].length}) : Number of columns does not match number of features in booster.`,
      );
    const wanted = acceptOf(accept);
    if (!wanted)
      return plainly(
        406,
        `Accept type ${accept} is not supported. (The local service has no recordIO to answer with.)`,
      );
    const keys = (environment.SAGEMAKER_INFERENCE_OUTPUT ?? "")
      .split(",")
      .map((key) => key.trim())
      .filter(Boolean);
    const predictions = rows.map((row) => predictEnsemble(models, row));
    return { status: 200, body: writeAnswer(predictions, model, keys, wanted), contentType: wanted };
  } catch (error) {
    if (error instanceof PayloadError) return plainly(415, error.message);
    if (error instanceof AnswerError) return plainly(500, error.message);
    throw error;
  }
}

// ---

function acceptOf(accept: string | undefined): Accept | undefined {
  const wishes = (accept ?? "").split(",").map((wish) => wish.split(";")[0].trim().toLowerCase());
  if (wishes.some((wish) => wish === "" || wish === "*/*")) return "text/csv";
  return accepted.find((type) => wishes.includes(type));
}
