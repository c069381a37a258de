import type { Delivery } from "./delivery.ts";
import { destinationRegion, isBlank } from "./delivery.ts";
import type { Message } from "./messages.ts";
import { broken } from "./messages.ts";

const REASONS_FOR_EXPORT = ["DOC", "SAM", "REP", "SOG", "OTH"];
const SHORTEST_OTHER_REASON = 4;

/** How the duties of a parcel to the USA are settled, where the carrier is set to ask for it. */
export interface Duties {
  required: boolean;
  /** The request carried `X-CPC-Zonos-Key`. */
  accountKey: boolean;
}

export function checkCustoms(delivery: Delivery, duties: Duties): Message[] {
  const region = destinationRegion(delivery);
  if (region === "CA") return [];
  const { customs } = delivery;
  if (!customs) return [{ code: "7230", description: "Customs information is required outside Canada." }];

  const declared = "us-declaration-id" in customs || duties.accountKey;
  const items = customs["sku-list"];
  const grams = items.reduce(
    (sum, item) => sum + item["customs-number-of-units"] * Math.round(item["unit-weight"] * 1000),
    0,
  );
  const reason = customs["reason-for-export"];
  return broken([
    [!REASONS_FOR_EXPORT.includes(reason), "1459", `Reason for export ${reason} is not valid.`],
    [
      reason === "OTH" && (customs["other-reason"] ?? "").trim().length < SHORTEST_OTHER_REASON,
      "1459",
      "Reason for export OTH: the other reason is required.",
    ],
    [
      customs.currency !== "CAD" && customs["conversion-from-cad"] === undefined,
      "7230",
      "The conversion rate is required when the currency is not CAD.",
    ],
    [
      items.some((item) => isBlank(item["customs-description"])),
      "1151",
      "The customs description is required for every item.",
    ],
    [
      items.some(
        (item) => item["country-of-origin"]?.toUpperCase() === "CA" && isBlank(item["province-of-origin"]),
      ),
      "7230",
      "The province of origin is required for items of Canadian origin.",
    ],
    [
      grams > Math.round(delivery["parcel-characteristics"].weight * 1000),
      "2700",
      "The customs weight is over the parcel's weight.",
    ],
    [
      region === "US" && duties.required && !declared,
      "7230",
      "Duties for the USA must be prepaid: a declaration is required.",
    ],
  ]);
}
