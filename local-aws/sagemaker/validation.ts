import { ApiError } from "../json/errors";
import type { Broken } from "../json/shapes";

/** What SageMaker says of nearly all that it cannot do: callers tell them apart by the text. */
export const validation = (message: string): ApiError => new ApiError("ValidationException", message);

/** `'x_y' at 'trainingJobName'`: texts without JSON's quotes, members as Java writes them. */
export const brokenConstraint: Broken = (value, path, constraint) => {
  const text = value === "null" ? value : `'${value.replace(/^"(.*)"$/s, "$1")}'`;
  const member = path
    .split(".")
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join(".");
  return validation(
    `1 validation error detected: Value ${text} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
};
