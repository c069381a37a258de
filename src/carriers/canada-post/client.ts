import type { Clock } from "../../platform/clock.ts";
import type { CanadaPostSettings, SenderSettings } from "../../platform/config/config.ts";
import { type HttpClient, turnWith } from "../../platform/http/http-request.ts";
import type { Carrier, PreparedShipment } from "../carrier.ts";
import { checkAccount } from "./calls/account-check.ts";
import { createLabelFetcher } from "./calls/label.ts";
import { createListShipments } from "./calls/list-shipments.ts";
import { createLookUp } from "./calls/look-up.ts";
import { numberProblem } from "./calls/number-problem.ts";
import { createOperations } from "./calls/operations.ts";
import { quoteShipment } from "./calls/quote.ts";
import { factsOf } from "./calls/shipment-answer.ts";
import { encodeShipment } from "./codec.ts";
import { shipmentRequestFor } from "./shipment-request.ts";
import { createTracking, type Tracking } from "./tracking.ts";
import { createTransport, SERVICE } from "./transport.ts";

export interface CanadaPostParts {
  settings: CanadaPostSettings;
  sender: SenderSettings;
  http: HttpClient;
  clock: Clock;
  /** Ends the wait for a purchase's turn when the program stops; what is bought is finished. */
  signal?: AbortSignal | undefined;
}

export interface CanadaPostClient extends Carrier {
  readonly tracking: Tracking;
}

/**
 * Canada Post's XML services. With a contract the carrier refuses a request key that it has seen; without one it would
 * sell the same parcel again, so a purchase in doubt is only ever looked up.
 */
export function createCanadaPostCarrier({
  settings,
  sender,
  http,
  clock,
  signal,
}: CanadaPostParts): CanadaPostClient {
  const hasContract = settings.contractId !== null;
  const transport = createTransport(settings, { http, signal });
  const operations = createOperations(settings, transport);
  const tracking = createTracking(transport);
  const zpl = hasContract && settings.labelEncoding === "ZPL";

  return {
    account: settings.account,
    name: "canada-post",
    service: SERVICE,
    environment: settings.environment,
    duplicateGuard: hasContract ? "request_key" : "none",
    tracking,

    prepare(order, requestKey) {
      const request = shipmentRequestFor({ order, requestKey, settings, sender });
      return {
        requestKey,
        serviceCode: request.serviceCode,
        body: encodeShipment(request),
        weightGrams: request.parcel.weightGrams,
        destinationPostalCode: request.destination.postalCode ?? "",
      };
    },
    async quote(order) {
      const request = shipmentRequestFor({ order, requestKey: "quote", settings, sender });
      return quoteShipment({ request, orderId: order.orderId, settings, transport });
    },
    async reserve() {
      const turn = await operations.reserve();
      return turnWith(turn, {
        purchase: async (shipment: PreparedShipment, orderId: string) =>
          factsOf(await turn.createShipment(shipment, orderId)),
      });
    },
    ...createLookUp({
      ...{ operations, hasContract, clock },
      numbersAreUnique: settings.environment === "production",
    }),
    numberProblem,
    listShipments: createListShipments({ operations, hasContract }),
    fetchLabel: createLabelFetcher({
      operations,
      mediaType: zpl ? "application/zpl" : "application/pdf",
      clock,
    }),
    track: ({ trackingPin, orderId, isErased }) =>
      tracking.detail(trackingPin, orderId, { auditAnswer: !isErased }),
    probe: () => checkAccount({ settings, transport, clock }),
  };
}
