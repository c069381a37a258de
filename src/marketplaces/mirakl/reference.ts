import type { MiraklCalls } from "./calls.ts";
import { wireAccount, wireCarriers, wirePlatform, wireShippingTypes } from "./wire.ts";

/** A carrier that the marketplace knows by a code. */
export interface RegisteredCarrier {
  code: string;
  label: string;
  standardCode: string | null;
  /** With `{trackingId}` in it where the number is mandatory. */
  trackingUrl: string | null;
}

export interface ShippingType {
  code: string;
  label: string;
  /** The marketplace takes the ship confirmation only after a tracking number. */
  mandatoryTracking: boolean;
  clickAndCollect: boolean;
  deliveryByOperator: boolean;
  /** No flag of its own: Mirakl's standard code tells (`PICK_UP_POINT-STD`). */
  pickUpPoint: boolean;
}

export interface ShopAccount {
  shopId: string;
  shopName: string;
  /** OPEN, CLOSE, SUSPENDED, TERMINATED */
  shopState: string;
  currency: string | null;
}

export interface PlatformConfiguration {
  platformName: string | null;
  timezone: string | null;
  /** AUTOMATIC, NOT_AUTOMATIC, BOTH */
  orderAcceptance: string | null;
  addressBeforeAcceptance: boolean;
  multiShipment: boolean;
  unregisteredCarriersForbidden: boolean;
  /** TAX_INCLUDED, TAX_EXCLUDED */
  orderTaxMode: string | null;
}

const reading = (operation: string, endpoint: string, path: string) => ({
  operation,
  endpoint,
  path,
  relatedId: null,
  repeatability: "read" as const,
});

/** SH21 */
export async function listCarriers(calls: MiraklCalls): Promise<RegisteredCarrier[]> {
  const { value } = await calls.read(reading("SH21", "ListCarriers", "api/shipping/carriers"), wireCarriers);
  return value.carriers.map((carrier) => ({
    code: carrier.code,
    label: carrier.label,
    standardCode: carrier.standard_code,
    trackingUrl: carrier.tracking_url,
  }));
}

/** SH12 */
export async function listShippingTypes(calls: MiraklCalls): Promise<ShippingType[]> {
  const call = reading("SH12", "ListShippingTypes", "api/shipping/types");
  const { value } = await calls.read(call, wireShippingTypes);
  return value.shipping_types.map((type) => ({
    code: type.code,
    label: type.label,
    mandatoryTracking: type.mandatory_tracking,
    clickAndCollect: type.click_and_collect,
    deliveryByOperator: type.delivery_by_operator,
    pickUpPoint: type.standard_code?.startsWith("PICK_UP_POINT") ?? false,
  }));
}

/** A01, whose answer stays out of the audit: it holds the shop's bank data. */
export async function readAccount(calls: MiraklCalls): Promise<ShopAccount> {
  const call = { ...reading("A01", "Account", "api/account"), auditAnswer: false };
  const { value } = await calls.read(call, wireAccount);
  return {
    shopId: value.shop_id,
    shopName: value.shop_name,
    shopState: value.shop_state,
    currency: value.currency_iso_code,
  };
}

/** PC01 */
export async function readPlatformConfiguration(calls: MiraklCalls): Promise<PlatformConfiguration> {
  const call = reading("PC01", "PlatformConfiguration", "api/platform/configuration");
  const { platform_name, timezone, features } = (await calls.read(call, wirePlatform)).value;
  return {
    platformName: platform_name,
    timezone,
    orderAcceptance: features.order_workflows?.order_acceptance ?? null,
    addressBeforeAcceptance:
      features.order_workflows?.shipping_and_billing_details_before_acceptance ?? false,
    multiShipment: features.shipment?.multi_shipment ?? false,
    unregisteredCarriersForbidden: features.disable_seller_alternative_carrier,
    orderTaxMode: features.order_tax_mode,
  };
}

/** V01: that it answers is the fact. Its `Date` header, when it has one. */
export async function readServerDate(calls: MiraklCalls): Promise<Date | null> {
  const headers = await calls.probe(reading("V01", "Version", "api/version"));
  const date = new Date(headers.get("date") ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}
