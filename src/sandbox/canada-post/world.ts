import type { Clock } from "../../platform/clock.ts";
import type { CanadaPostAccount } from "./accounts.ts";
import { Artifacts } from "./artifacts.ts";
import { CarrierIds } from "./carrier-ids.ts";
import { Manifests } from "./manifests.ts";
import { Shipments } from "./shipments.ts";
import type { CanadaPostOptions, Switches } from "./switches.ts";
import { resolveOptions } from "./switches.ts";

/** Everything the imitation knows; one per service, so two sandboxes in one process share nothing. */
export interface World {
  readonly clock: Clock;
  readonly switches: Switches;
  readonly accounts: readonly CanadaPostAccount[];
  readonly ids: CarrierIds;
  readonly shipments: Shipments;
  readonly manifests: Manifests;
  readonly artifacts: Artifacts;
}

export function createWorld({ clock, ...options }: CanadaPostOptions & { clock: Clock }): World {
  const ids = new CarrierIds(clock);
  return {
    clock,
    ...resolveOptions(options),
    ids,
    shipments: new Shipments(),
    manifests: new Manifests(),
    artifacts: new Artifacts(ids),
  };
}
