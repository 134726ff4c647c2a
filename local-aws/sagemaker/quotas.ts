import { ApiError } from "../json/errors";

/** Quotas by their names in Service Quotas, such as `ml.m5.large for training job usage`. */
export class Quotas {
  /** @param given those that differ from the default */
  constructor(private readonly given: Readonly<Record<string, number>> = {}) {}

  of(name: string): number {
    return this.given[name] ?? DEFAULT;
  }

  /** Those that were given, for who lists them. */
  list(): [name: string, value: number][] {
    return Object.entries(this.given);
  }

  /** @throws ApiError ResourceLimitExceeded when more would be in use than the quota lets */
  check(name: string, used: number, more: number): void {
    const limit = this.of(name);
    if (used + more <= limit) return;
    throw new ApiError(
      "ResourceLimitExceeded",
      `The account-level service limit '${name}' is ${limit} Instances, with current utilization of ${used} Instances and a request delta of ${more} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
    );
  }
}

/** Of this service; an account's differ, and new ones often have 0. */
const DEFAULT = 20;
