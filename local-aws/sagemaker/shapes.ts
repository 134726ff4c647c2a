import { structure, type Shape } from "../json/shapes";

// The repeated shapes, each once (service model sagemaker-2017-07-24).
export const any: Shape = { type: "any" };
export const text: Shape = { type: "string" };
export const flag: Shape = { type: "boolean" };
export const oneOf = (...oneOf: string[]): Shape => ({ type: "string", oneOf });
export const whole = (min: number, max: number): Shape => ({ type: "number", min, max, isWhole: true });
export const time: Shape = { type: "number", min: 0, max: Number.MAX_SAFE_INTEGER };

export const name: Shape = { type: "string", min: 1, max: 63, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/ };
export const modelName: Shape = {
  type: "string",
  min: 1,
  max: 63,
  pattern: /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/,
};
export const roleArn: Shape = {
  ...{ type: "string", min: 20, max: 2048 },
  pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/,
};
export const resourceArn: Shape = { type: "string", min: 1, max: 256, pattern: /^arn:aws/ };
export const s3Uri: Shape = { type: "string", max: 1024, pattern: /^(https|s3):\/\/([^/]+)\/?(.*)$/ };
export const image: Shape = { type: "string", max: 255, pattern: /^\S+$/ };
export const instanceType: Shape = { type: "string", pattern: /^ml\.[a-z0-9-]+\.[a-z0-9]+$/ };

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const tagKey: Shape = { type: "string", min: 1, max: 128, pattern: tagText };
export const tagKeys: Shape = { type: "list", max: 50, of: tagKey };
export const tags: Shape = {
  ...{ type: "list", max: 50 },
  of: structure({ "Key*": tagKey, "Value*": { type: "string", max: 256, pattern: tagText } }),
};
