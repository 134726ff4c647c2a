import type { Entity } from "../state";

const PEAK_REQUESTS_PER_SECOND = 200;

/** The endpoint of a model: NONE when there is none. The URL has no path: boto drops one and Java appends to it. */
export function endpointInfo({ endpoint }: Entity, url: string): object {
  if (!endpoint) return { EndpointStatus: "NONE", PeakRequestsPerSecond: 0 };
  return {
    CreatedAt: endpoint.createdAt / 1000,
    EndpointStatus: endpoint.status,
    EndpointUrl: url,
    PeakRequestsPerSecond: PEAK_REQUESTS_PER_SECOND,
  };
}
