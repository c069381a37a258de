import { Refusal } from "./errors.ts";
import { lagOf, orderInPath, type Request, type Shop } from "./shop.ts";

/** OR29: cancels a whole order, where the payment workflow allows a shop to. */
export function cancelOrder(shop: Shop, request: Request): Response {
  const booked = orderInPath(shop, request, "OR29");
  if (!shop.book.canCancel(booked.order)) {
    throw new Refusal(400, `Order '${booked.order.order_id}' can not be cancelled by the shop`);
  }
  const reason = { code: "CANCELED", label: "Cancelled by the shop" };
  shop.book.move(booked, "cancel", { reason, lagMs: lagOf(request) });
  return new Response(null, { status: 204 });
}
