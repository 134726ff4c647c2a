import type { S3ErrorCode } from "./errors";

/** What S3 answers about a bucket's configuration when nothing was configured: a document, or that there is none. */
export interface Configuration {
  operation: string;
  document?: Record<string, unknown>;
  error?: S3ErrorCode;
}

/** Of everything: whoever has the folder's keys. */
export const owner = { ID: "local", DisplayName: "local" };

/** Everything to the owner, and nothing to others. */
export const accessControlPolicy = {
  AccessControlPolicy: {
    Owner: owner,
    AccessControlList: {
      Grant: {
        Grantee: {
          "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
          "@xsi:type": "CanonicalUser",
          ...owner,
        },
        Permission: "FULL_CONTROL",
      },
    },
  },
};

/** By the query parameter of each, as S3 answers for a bucket that was just made (API Reference; since April 2023). */
export const configurations: Record<string, Configuration> = {
  accelerate: { operation: "GetBucketAccelerateConfiguration", document: { AccelerateConfiguration: {} } },
  acl: { operation: "GetBucketAcl", document: accessControlPolicy },
  analytics: {
    operation: "ListBucketAnalyticsConfigurations",
    document: { ListBucketAnalyticsConfigurationResult: { IsTruncated: false } },
  },
  cors: { operation: "GetBucketCors", error: "NoSuchCORSConfiguration" },
  encryption: {
    operation: "GetBucketEncryption",
    document: {
      ServerSideEncryptionConfiguration: {
        Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
      },
    },
  },
  "intelligent-tiering": {
    operation: "ListBucketIntelligentTieringConfigurations",
    document: { ListBucketIntelligentTieringConfigurationsOutput: { IsTruncated: false } },
  },
  inventory: {
    operation: "ListBucketInventoryConfigurations",
    document: { ListInventoryConfigurationsResult: { IsTruncated: false } },
  },
  lifecycle: { operation: "GetBucketLifecycleConfiguration", error: "NoSuchLifecycleConfiguration" },
  logging: { operation: "GetBucketLogging", document: { BucketLoggingStatus: {} } },
  metrics: {
    operation: "ListBucketMetricsConfigurations",
    document: { ListMetricsConfigurationsResult: { IsTruncated: false } },
  },
  notification: { operation: "GetBucketNotificationConfiguration", document: { NotificationConfiguration: {} } },
  "object-lock": { operation: "GetObjectLockConfiguration", error: "ObjectLockConfigurationNotFoundError" },
  ownershipControls: {
    operation: "GetBucketOwnershipControls",
    document: { OwnershipControls: { Rule: { ObjectOwnership: "BucketOwnerEnforced" } } },
  },
  publicAccessBlock: {
    operation: "GetPublicAccessBlock",
    document: {
      PublicAccessBlockConfiguration: {
        ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      },
    },
  },
  replication: { operation: "GetBucketReplication", error: "ReplicationConfigurationNotFoundError" },
  requestPayment: {
    operation: "GetBucketRequestPayment",
    document: { RequestPaymentConfiguration: { Payer: "BucketOwner" } },
  },
  versioning: { operation: "GetBucketVersioning", document: { VersioningConfiguration: {} } },
  website: { operation: "GetBucketWebsite", error: "NoSuchWebsiteConfiguration" },
};
