import type * as pulumi from "@pulumi/pulumi";
import type { AwsCloud } from "./aws/aws-cloud";
import type { StackPlace } from "../plan/place";
import { LocalAws } from "./local-aws";
import type { Serving } from "./serving";

export interface Cloud {
  bucket: pulumi.Input<string>;
  /** The local service's URL; "" on AWS. */
  service: pulumi.Input<string>;
  /** Tells clients what serves; gives the name of the place where they read it, if there is one. */
  tell: (serving: Serving) => pulumi.Output<string> | undefined;
}

/** Declares the local service with a bucket; or, on AWS, a bucket, unless one is named. */
export function declareCloud(
  { cloud, allowedAccount }: { cloud: "local" | "aws"; allowedAccount: string },
  stackPlace: StackPlace,
  tags: Record<string, string>,
): Cloud {
  const { region, bucket, parameter, makesBucket } = stackPlace;
  if (cloud === "local") {
    const local = new LocalAws("local-aws", { cloud, region, bucket });
    return { bucket: local.bucket, service: local.url, tell: () => undefined };
  }
  let loaded: AwsCloud | undefined;
  const aws = () => (loaded ??= new (loadAwsCloud())(stackPlace, allowedAccount, tags));
  return {
    bucket: makesBucket ? aws().bucket() : bucket,
    service: "",
    tell: (serving) => (parameter === "" ? undefined : aws().servingParameter(serving)),
  };
}

// ---

/** `@pulumi/aws` is big, and its plugin is looked for as soon as it is loaded: only where it is needed. */
function loadAwsCloud(): typeof AwsCloud {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require("./aws/aws-cloud") as typeof import("./aws/aws-cloud")).AwsCloud;
}
