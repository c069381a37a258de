import { Hono } from "hono";
import type { Clock } from "../../platform/clock.ts";
import type { SandboxEnv, SandboxService } from "../service.ts";
import { artifactEndpoints } from "./artifact-endpoints.ts";
import { contractEndpoints } from "./contract-endpoints.ts";
import { discoveryEndpoints } from "./discovery-endpoints.ts";
import { Gateway } from "./gateway.ts";
import { manifestEndpoints } from "./manifest-endpoints.ts";
import { nonContractEndpoints } from "./non-contract-endpoints.ts";
import { ratingEndpoints } from "./rating-endpoints.ts";
import { shipmentListEndpoints } from "./shipment-list-endpoints.ts";
import type { ShipmentRecord } from "./shipments.ts";
import type { CanadaPostOptions } from "./switches.ts";
import { trackingEndpoints } from "./tracking-endpoints.ts";
import { createWorld } from "./world.ts";

export type { CanadaPostAccount } from "./accounts.ts";
export { defaultAccounts } from "./accounts.ts";
export type { ShipmentRecord } from "./shipments.ts";
export type { CanadaPostOptions } from "./switches.ts";

export interface CanadaPostService extends SandboxService {
  /** Every purchase ever made, oldest first, voided or refunded or not: a fresh copy at each reading. */
  readonly books: readonly ShipmentRecord[];
}

/** An imitation of Canada Post's legacy XML web services: contract, non-contract, rating, tracking. */
export function createCanadaPostService(options: CanadaPostOptions & { clock: Clock }): CanadaPostService {
  const world = createWorld(options);
  const endpoints = [
    ...artifactEndpoints(world),
    ...ratingEndpoints(world),
    ...discoveryEndpoints(),
    ...trackingEndpoints(world),
    ...nonContractEndpoints(world),
    ...shipmentListEndpoints(world),
    ...contractEndpoints(world),
    ...manifestEndpoints(world),
  ];
  const app = new Hono<SandboxEnv>();
  const gateway = new Gateway(world);
  for (const endpoint of endpoints) gateway.mount(app, endpoint);

  const patterns = endpoints.map(({ operation, method, path }) => ({
    operation,
    method,
    pattern: new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`),
  }));
  return {
    name: "canada-post",
    app,
    operationOf: ({ method, path }) =>
      patterns.find((row) => row.method === method && row.pattern.test(path))?.operation ?? null,
    get books() {
      return world.shipments.books();
    },
  };
}
