import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import { decodePriceQuotes, encodeMailingScenario } from "../codec.ts";
import type { ShipmentRequest } from "../shipment-request.ts";
import type { Transport } from "../transport.ts";
import { answerError, decodeAnswer } from "./answer-error.ts";

interface QuoteInput {
  request: ShipmentRequest;
  orderId: string;
  settings: CanadaPostSettings;
  transport: Transport;
}

/** Get Rates for the very service and options that would be bought: cents, tax included; null without a price. */
export async function quoteShipment({
  request,
  orderId,
  settings,
  transport,
}: QuoteInput): Promise<number | null> {
  const answer = await transport.read({
    endpoint: "GetRates",
    relatedId: orderId,
    group: "D",
    target: { path: "/rs/ship/price" },
    mediaType: "application/vnd.cpc.ship.rate-v4+xml",
    body: encodeMailingScenario({ request, customerNumber: settings.customerNumber }),
    classify: (answer) => answerError(answer, decodePriceQuotes),
  });
  return decodeAnswer(answer, decodePriceQuotes)?.dueCents ?? null;
}
