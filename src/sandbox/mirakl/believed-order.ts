import type { BookedOrder } from "./order-book.ts";

/** What Mirakl holds true of an order, for a test that counts from outside. Times are ISO 8601 UTC. */
export function believedOrder({ order, calls, labelledElsewhere }: BookedOrder) {
  return {
    order_id: order.order_id,
    state: order.order_state,
    carrier_code: order.shipping_carrier_code ?? null,
    carrier_name: order.shipping_company ?? null,
    tracking_number: order.shipping_tracking ?? null,
    labelled_elsewhere: labelledElsewhere,
    created_at: order.created_date,
    updated_at: order.last_updated_date,
    accepted_at: order.order_state === "REFUSED" ? null : (order.acceptance_decision_date ?? null),
    paid_at: order.customer_debited_date ?? null,
    shipped_at: order.order_lines.find((line) => line.shipped_date)?.shipped_date ?? null,
    has_incident: order.has_incident,
    refunds: order.order_lines.reduce((sum, line) => sum + line.refunds.length, 0),
    calls: Object.fromEntries(calls),
  };
}

export type BelievedOrder = ReturnType<typeof believedOrder>;
