import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Serving } from "../serving";
import { FeaturesBucket } from "./features-bucket";
import type { StackPlace } from "../../plan/place";

/** What the stack has on AWS beside Amazon ML's own things. */
export class AwsCloud {
  private readonly options: { provider: aws.Provider };

  /** @param allowedAccount the only account that will do; "" for any */
  constructor(
    private readonly stackPlace: StackPlace,
    allowedAccount: string,
    private readonly tags: Record<string, string>,
  ) {
    // The region is the stack's own, whatever `aws:region` or AWS_REGION say.
    const region = stackPlace.region as aws.Region;
    const accounts = allowedAccount === "" ? {} : { allowedAccountIds: [allowedAccount] };
    this.options = { provider: new aws.Provider("aws", { region, ...accounts }) };
  }

  /** The bucket's name, once Amazon ML may use it. */
  bucket(): pulumi.Output<string> {
    return new FeaturesBucket(this.stackPlace, this.tags, this.options).bucket;
  }

  /** Tells clients which model to ask, by an SSM parameter written after the switch; gives its name once written. */
  servingParameter({ modelId, url, generation, since }: Serving): pulumi.Output<string> {
    // It is no secret, and a preview shows it.
    const insecureValue = pulumi.jsonStringify({
      AWS_ML_MODEL_ID: modelId,
      AWS_ML_PREDICTION_URL: url,
      generation,
      since,
    });
    const { parameter: name } = this.stackPlace;
    const { tags } = this;
    return new aws.ssm.Parameter("serving-parameter", { name, type: "String", insecureValue, tags }, this.options).name;
  }
}
