import type { Entity } from "../state";
import type { Context } from "./operation";

/** The endpoint of a model: NONE when there is none. The URL has no path: boto drops one and Java appends to it. */
export function endpointInfo({ endpoint }: Entity, { url, peak }: Pick<Context, "url" | "peak">): object {
  if (!endpoint) return { EndpointStatus: "NONE", PeakRequestsPerSecond: 0 };
  return {
    CreatedAt: endpoint.createdAt / 1000,
    EndpointStatus: endpoint.status,
    EndpointUrl: url(),
    PeakRequestsPerSecond: peak.reported,
  };
}
