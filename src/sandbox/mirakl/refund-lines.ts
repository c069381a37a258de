import { z } from "zod";
import { Refusal } from "./errors.ts";
import { jsonResponse, prettyJson } from "./json.ts";
import { liveLines } from "./lifecycle.ts";
import { findLine, type LineAmount, lineAmount, requireReason, takenFrom } from "./line-amounts.ts";
import type { OrderLine } from "./order.ts";
import { jsonBody, lagOf, noteCall, type Request, type Shop } from "./shop.ts";

const body = z.object({ refunds: z.array(lineAmount).min(1) });

/** OR28. There is no key against repeats: the same request twice is two refunds. */
export async function refundLines(shop: Shop, request: Request): Promise<Response> {
  const parsed = body.safeParse(await jsonBody(request));
  if (!parsed.success) throw new Refusal(400, "Error with field refunds. Please check the field datatype.");
  const wanted = parsed.data.refunds.map((refund) => ({ refund, ...findLine(shop, refund.order_line_id) }));
  for (const { refund, booked, line } of wanted) {
    requireReason(refund.reason_code, "REFUND");
    requireRefundable(shop, line, refund);
    noteCall(booked, "OR28");
  }
  const refunds = wanted.map(({ refund, booked, line }) => {
    const booking = { refund_id: crypto.randomUUID(), order_refund_id: crypto.randomUUID() };
    shop.book.change(
      booked,
      (order, at) => {
        line.refunds.push(bookedRefund(refund, booking, at));
        if (takenFrom(line) >= line.total_price) line.order_line_state = "REFUNDED";
        line.can_refund = line.order_line_state !== "REFUNDED";
        order.fully_refunded = liveLines(order).length === 0;
      },
      lagOf(request),
    );
    return { ...refund, quantity: refund.quantity ?? 0, ...booking };
  });
  return jsonResponse(prettyJson({ order_tax_mode: "TAX_EXCLUDED", refunds }));
}

function requireRefundable(shop: Shop, line: OrderLine, refund: LineAmount): void {
  if (!line.can_refund) {
    throw Refusal.coded(
      400,
      "ORDER_LINE_INVALID_STATE",
      `Order line ${line.order_line_id} can not be refunded`,
    );
  }
  const total = takenFrom(line) + refund.amount + refund.shipping_amount;
  if (!shop.settings.overRefunds && total > line.total_price) {
    throw Refusal.coded(400, "VALIDATION_ERROR", "The refund is higher than the price", "amount");
  }
}

function bookedRefund(refund: LineAmount, ids: { refund_id: string; order_refund_id: string }, at: string) {
  return {
    amount: refund.amount,
    commission_amount: 0,
    commission_tax_amount: 0,
    commission_taxes: [],
    commission_total_amount: 0,
    created_date: at,
    id: ids.refund_id,
    order_refund_id: ids.order_refund_id,
    quantity: refund.quantity ?? 0,
    reason_code: refund.reason_code,
    refund_state: "WAITING_REFUND",
    shipping_amount: refund.shipping_amount,
    shipping_taxes: refund.shipping_taxes,
    state: "WAITING_REFUND",
    taxes: refund.taxes,
  };
}
