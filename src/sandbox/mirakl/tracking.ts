import { z } from "zod";
import { Refusal } from "./errors.ts";
import type { Order } from "./order.ts";
import { carriers } from "./reference-data.ts";
import { jsonBody, lagOf, orderInPath, type Request, type Shop } from "./shop.ts";

const text = z.string().nullish();

const trackingBody = z.object({
  carrier_code: text,
  carrier_name: text,
  carrier_url: text,
  carrier_standard_code: text,
  tracking_number: text,
});
type TrackingBody = z.output<typeof trackingBody>;

/** OR23: writes carrier and number; written again, it replaces them. */
export async function updateTracking(shop: Shop, request: Request): Promise<Response> {
  const parsed = trackingBody.safeParse(await jsonBody(request));
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join(".") ?? "", "must be text");
  const booked = orderInPath(shop, request, "OR23");
  const states = shop.settings.trackingAfterShipped ? ["SHIPPING", "SHIPPED"] : ["SHIPPING"];
  if (!states.includes(booked.order.order_state)) {
    throw new Refusal(400, `Tracking can not be updated: the order is ${booked.order.order_state}`);
  }
  const written = trackingFields(parsed.data, shop.settings.unregisteredCarriers);
  shop.book.change(booked, (order) => Object.assign(order, written), lagOf(request));
  booked.labelledElsewhere = false;
  return new Response(null, { status: 204 });
}

type TrackingFields = Pick<
  Order,
  | "shipping_carrier_code"
  | "shipping_carrier_standard_code"
  | "shipping_company"
  | "shipping_tracking"
  | "shipping_tracking_url"
>;

/** What OR11 then shows. @throws Refusal 400 by the carrier rules of OR23 */
export function trackingFields(body: TrackingBody, unregisteredAllowed = true): TrackingFields {
  const number = body.tracking_number?.trim() || null;
  if (!body.carrier_code) return unregistered(body, number, unregisteredAllowed);
  const carrier = carriers.find(({ code }) => code === body.carrier_code);
  if (!carrier) throw invalid("carrier_code", `Carrier '${body.carrier_code}' is not registered`);
  const template = carrier.tracking_url ?? null;
  if (template?.includes("{trackingId}") && !number) {
    throw invalid("tracking_number", `${carrier.label} needs a tracking number`);
  }
  return {
    shipping_carrier_code: carrier.code,
    shipping_carrier_standard_code: body.carrier_standard_code ?? null,
    shipping_company: carrier.label,
    shipping_tracking: number,
    shipping_tracking_url: template?.replace("{trackingId}", encodeURIComponent(number ?? "")) ?? null,
  };
}

function unregistered(body: TrackingBody, number: string | null, allowed: boolean): TrackingFields {
  if (!body.carrier_name) throw invalid("carrier_name", "A carrier code or a carrier name is needed");
  if (!allowed) throw invalid("carrier_code", "Carriers that are not registered are disabled");
  return {
    shipping_carrier_code: null,
    shipping_carrier_standard_code: body.carrier_standard_code ?? null,
    shipping_company: body.carrier_name,
    shipping_tracking: number,
    shipping_tracking_url: body.carrier_url ?? null,
  };
}

const invalid = (field: string, message: string): Refusal =>
  Refusal.coded(400, "VALIDATION_ERROR", message, field);
