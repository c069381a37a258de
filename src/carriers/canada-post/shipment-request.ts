import { OpsError } from "../../domain/errors.ts";
import { collectRefusals } from "../../domain/refusals.ts";
import type { Parcel, ShipmentOrder } from "../../domain/shipment.ts";
import { cleanText, lengthOf } from "../../domain/text-fit.ts";
import type { CanadaPostSettings, SenderSettings } from "../../platform/config/config.ts";
import { type Customs, customsOf } from "./request/customs.ts";
import { type Destination, destinationCountry, destinationOf } from "./request/destination.ts";
import { notificationEmail } from "./request/notification-email.ts";
import { optionsOf, type ShipmentOption } from "./request/options.ts";
import { checkParcel, limitsOf, regionOf, serviceFor } from "./services.ts";

/** What Canada Post is asked to do, in its own terms and free of any wire format. */
export interface ShipmentRequest {
  requestKey: string;
  /** Null: without a contract, paid by the card of the online profile. */
  contract: ContractTerms | null;
  promoCode: string | null;
  serviceCode: string;
  sender: SenderSettings;
  destination: Destination;
  options: ShipmentOption[];
  parcel: Pick<Parcel, "weightGrams" | "dimensionsMm">;
  notification: { email: string; onShipment: boolean; onException: boolean; onDelivery: boolean } | null;
  /** Printed on the label. */
  reference: string;
  /** Null within Canada. */
  customs: Customs | null;
}

interface ContractTerms {
  contractId: string;
  paymentMethod: string;
  /** Null: transmitted at once, without a manifest. */
  groupId: string | null;
  labelFormat: "4x6" | "8.5x11";
  labelEncoding: "PDF" | "ZPL";
}

interface RequestInput {
  order: ShipmentOrder;
  requestKey: string;
  settings: CanadaPostSettings;
  sender: SenderSettings;
}

/** @throws one `rejected` error that names every field that is in the way, with its value and limit. */
export function shipmentRequestFor({ order, requestKey, settings, sender }: RequestInput): ShipmentRequest {
  const countryCode = destinationCountry(order.shipTo);
  const region = regionOf(countryCode);
  const { services } = settings;
  const serviceCode = serviceFor({ services, region, shippingTypeCode: order.shippingTypeCode });
  const limits = limitsOf(serviceCode);
  const { destination, options, customs } = collectRefusals({
    goods: () => refuseDangerousGoods(order.parcel),
    size: () => checkParcel({ parcel: order.parcel, serviceCode, limits }),
    dimensions: () => (settings.contractId === null ? requireDimensions(order.parcel) : undefined),
    destination: () =>
      destinationOf({ shipTo: order.shipTo, countryCode, phoneRequired: limits.phoneRequired }),
    options: () => optionsOf({ order, settings, region, limits }),
    customs: () =>
      region === "domestic" ? null : customsOf({ order, country: countryCode, duties: settings.customs }),
  });
  return {
    requestKey,
    contract: contractTerms(settings),
    promoCode: settings.promoCode,
    serviceCode,
    sender,
    destination,
    options,
    parcel: order.parcel,
    notification: notificationFor(order, settings),
    reference: referenceFor(order.marketplaceOrderId),
    customs,
  };
}

function refuseDangerousGoods({ items }: Parcel): void {
  const skus = items.filter((item) => item.dangerousGoods).map((item) => item.sku);
  if (skus.length === 0) return;
  const message = `Dangerous goods cannot go by this label: ${skus.join(", ")}.`;
  throw new OpsError("dangerous_goods", message, { facts: { skus } });
}

/** Without a contract the carrier takes no parcel of unknown size (9162). */
function requireDimensions(parcel: Parcel): void {
  if (parcel.dimensionsMm !== null) return;
  throw new OpsError(
    "parcel_refused",
    "The parcel's size is unknown, and shipments without a contract need it.",
    {
      facts: { field: "dimensions", value: null, limit: "length, width and height" },
      hint: "Add the products' sizes with `ops catalog import`, then retry.",
    },
  );
}

function contractTerms(settings: CanadaPostSettings): ContractTerms | null {
  const { contractId, paymentMethod, groupId, labelFormat, labelEncoding } = settings;
  if (contractId === null) return null;
  return { contractId, paymentMethod, groupId, labelFormat, labelEncoding };
}

function notificationFor(order: ShipmentOrder, { notify, contractId }: CanadaPostSettings) {
  const email = notificationEmail(order.email, contractId === null ? "non-contract" : "contract");
  if (notify === null || email === null) return null;
  return { email, ...notify };
}

const REFERENCE_LIMIT = 35;
const HASH_LENGTH = 8;

/** The order's number; one that is too long keeps its beginning and stays unique by a hash of the whole. */
function referenceFor(marketplaceOrderId: string): string {
  const reference = cleanText(marketplaceOrderId);
  if (lengthOf(reference) <= REFERENCE_LIMIT) return reference;
  const hash = new Bun.CryptoHasher("sha256").update(reference).digest("hex").slice(0, HASH_LENGTH);
  return `${[...reference].slice(0, REFERENCE_LIMIT - HASH_LENGTH - 1).join("")}~${hash}`;
}
