import assert from "node:assert/strict";
import {
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  paginateListServiceQuotas,
  ServiceQuotasClient,
  type ServiceQuota,
} from "@aws-sdk/client-service-quotas";
import { credentials } from "../local-aws";
import { TestSageMaker } from "../sagemaker/sagemaker";

describe("quotas of SageMaker", () => {
  const name = "ml.p9.odd for training job usage";
  const aws = new TestSageMaker({ quotas: { [name]: 3, "ml.m5.large for endpoint usage": 0 } });
  let client: ServiceQuotasClient;
  before(async () => {
    await aws.start();
    client = new ServiceQuotasClient({ endpoint: aws.service.url, region: "us-east-1", credentials });
  });
  after(async () => {
    client.destroy();
    await aws.remove();
  });

  it("are found by their names, page by page, and by their codes", async () => {
    const quotas: ServiceQuota[] = [];
    for await (const { Quotas } of paginateListServiceQuotas({ client, pageSize: 10 }, { ServiceCode: "sagemaker" }))
      quotas.push(...Quotas!);
    const values = new Map(quotas.map(({ QuotaName, Value }) => [QuotaName, Value]));
    assert.equal(values.size, quotas.length);
    assert.deepEqual(
      [name, "ml.m5.large for endpoint usage", "ml.m5.large for training job usage"].map((one) => values.get(one)),
      [3, 0, 20],
    );
    const { QuotaCode } = quotas.find(({ QuotaName }) => QuotaName === name)!;
    const { Quota } = await client.send(new GetServiceQuotaCommand({ ServiceCode: "sagemaker", QuotaCode }));
    assert.equal(Quota!.QuotaName, name);
  });

  it("are those of SageMaker alone", async () => {
    const refused = { name: "NoSuchResourceException" };
    await assert.rejects(client.send(new ListServiceQuotasCommand({ ServiceCode: "ec2" })), refused);
    await assert.rejects(
      client.send(new GetServiceQuotaCommand({ ServiceCode: "sagemaker", QuotaCode: "L-0" })),
      refused,
    );
    await assert.rejects(client.send(new ListServiceQuotasCommand({ ServiceCode: "sagemaker", NextToken: "x" })), {
      name: "InvalidPaginationTokenException",
    });
  });
});
