import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import type { ThrottleGroup } from "../transport.ts";

/** Where an account's calls go: shipping with and without a contract are two services with the same moves. */
export interface Endpoints {
  shipments: string;
  /** Null without a contract. */
  groups: string | null;
  /** Media type with its version; all calls of one service use the same. */
  mediaType: string;
  searchGroup: ThrottleGroup;
}

export function endpointsOf({ contractId, customerNumber, mailedOnBehalfOf }: CanadaPostSettings): Endpoints {
  if (contractId === null) {
    return {
      shipments: `/rs/${customerNumber}/ncshipment`,
      groups: null,
      mediaType: "application/vnd.cpc.ncshipment-v4+xml",
      searchGroup: "A",
    };
  }
  return {
    shipments: `/rs/${customerNumber}/${mailedOnBehalfOf}/shipment`,
    groups: `/rs/${customerNumber}/${mailedOnBehalfOf}/group`,
    mediaType: "application/vnd.cpc.shipment-v8+xml",
    searchGroup: "C",
  };
}
