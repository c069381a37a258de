import { Refusal } from "./errors.ts";
import { mayMove } from "./lifecycle.ts";
import { lagOf, orderInPath, type Request, type Shop } from "./shop.ts";

/** OR24: the whole order is on its way. A body is ignored; called again it is 400. */
export function shipOrder(shop: Shop, request: Request): Response {
  const booked = orderInPath(shop, request, "OR24");
  const { order } = booked;
  if (!mayMove(order, "ship")) throw new Refusal(400, `Order '${order.order_id}' can not be shipped`);
  const type = shop.shippingTypes.find(({ code }) => code === order.shipping_type_code);
  const needsTracking = type?.mandatory_tracking ?? shop.settings.mandatoryTracking;
  if (needsTracking && !order.shipping_tracking) {
    throw new Refusal(400, "Tracking details are mandatory for this shipping method.");
  }
  shop.book.move(booked, "ship", { lagMs: lagOf(request) });
  return new Response(null, { status: 204 });
}
