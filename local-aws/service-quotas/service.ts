import { createHash } from "node:crypto";
import { ApiError } from "../json/errors";
import { bind, type JsonService, type Operation } from "../json/service";
import { structure, type Shape } from "../json/shapes";
import { ACCOUNT, REGION } from "../sagemaker/collection";
import type { Quotas } from "../sagemaker/quotas";
import { brokenConstraint } from "../sagemaker/validation";

/** Service Quotas on the wire, as far as quotas of SageMaker are read: their names are those of its errors. */
export const serviceQuotas = (quotas: Quotas): JsonService => ({
  name: "Service Quotas",
  signingName: "servicequotas",
  target: "ServiceQuotasV20190624.",
  operations: bind(operations, quotas),
  idMembers: ["QuotaCode", "ServiceCode"],
  broken: brokenConstraint,
});

// ---

const SERVICE = "sagemaker";
const PAGE = 100;

const serviceCode: Shape = { type: "string", min: 1, max: 63, pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,63}$/ };
const quotaCode: Shape = { type: "string", min: 1, max: 128, pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,128}$/ };

interface Request {
  ServiceCode: string;
  QuotaCode: string;
  MaxResults?: number;
  NextToken?: string;
}

const operations: Record<string, Operation<Quotas>> = {
  /** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html */
  ListServiceQuotas: {
    input: structure({
      ...{ "ServiceCode*": serviceCode, MaxResults: { type: "number", min: 1, max: 100, isWhole: true } },
      NextToken: { type: "string", max: 2048, pattern: /^[a-zA-Z0-9/+]*={0,2}$/ },
      QuotaCode: quotaCode,
      QuotaAppliedAtLevel: { type: "string", oneOf: ["ACCOUNT", "RESOURCE", "ALL"] },
    }),
    run: ({ ServiceCode, MaxResults = PAGE, NextToken }: Request, quotas) => {
      const all = viewsOf(ServiceCode, quotas);
      const token = NextToken === undefined ? "0" : Buffer.from(NextToken, "base64").toString();
      if (!/^\d+$/.test(token)) throw new ApiError("InvalidPaginationTokenException", "Invalid token was used.");
      const begin = Number(token);
      const end = begin + MaxResults;
      const next = end < all.length && { NextToken: Buffer.from(String(end)).toString("base64") };
      return { Quotas: all.slice(begin, end), ...next };
    },
  },
  /** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html */
  GetServiceQuota: {
    input: structure({ "ServiceCode*": serviceCode, "QuotaCode*": quotaCode }),
    run: ({ ServiceCode, QuotaCode }: Request, quotas) => {
      const Quota = viewsOf(ServiceCode, quotas).find((view) => view.QuotaCode === QuotaCode);
      if (!Quota)
        throw new ApiError(
          "NoSuchResourceException",
          `The quota ${QuotaCode} of the service ${ServiceCode} does not exist.`,
        );
      return { Quota };
    },
  },
};

function viewsOf(service: string, quotas: Quotas) {
  if (service !== SERVICE)
    throw new ApiError("NoSuchResourceException", `The service ${service} does not exist here: expected ${SERVICE}.`);
  const names = new Set([...quotas.list().map(([name]) => name), ...usual]);
  return [...names].sort().map((name) => ({
    ...{ ServiceCode: SERVICE, ServiceName: "Amazon SageMaker", QuotaName: name, QuotaCode: codeOf(name) },
    QuotaArn: `arn:aws:servicequotas:${REGION}:${ACCOUNT}:${SERVICE}/${codeOf(name)}`,
    ...{ Value: quotas.of(name), Unit: "None", Adjustable: true, GlobalQuota: false },
  }));
}

/** AWS's codes are not known to us: quotas are found by their names. */
const codeOf = (name: string): string =>
  `L-${createHash("sha256").update(name).digest("hex").slice(0, 8).toUpperCase()}`;

const sizes = ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"];
const usual = ["m5", "c5", "r5", "m6i", "c6i", "m7i", "c7i"]
  .flatMap((family) => sizes.map((size) => `ml.${family}.${size}`))
  .flatMap((type) => [`${type} for training job usage`, `${type} for endpoint usage`]);
