import { z } from "zod";
import { Refusal } from "./errors.ts";
import { jsonResponse, prettyJson } from "./json.ts";
import { endLine, liveLines, moveOrder } from "./lifecycle.ts";
import { findLine, type LineAmount, lineAmount, requireReason } from "./line-amounts.ts";
import type { Order, OrderLine } from "./order.ts";
import { jsonBody, lagOf, noteCall, type Request, type Shop } from "./shop.ts";

const body = z.object({
  cancelations: z.array(lineAmount.extend({ quantity: z.number().int().min(0) })).min(1),
});

const REASON = { code: "CANCELED", label: "Cancelled by the shop" };

/** OR30: parts of an order, under the payment rules of OR29. What is cancelled leaves the order's totals. */
export async function cancelLines(shop: Shop, request: Request): Promise<Response> {
  const parsed = body.safeParse(await jsonBody(request));
  if (!parsed.success)
    throw new Refusal(400, "Error with field cancelations. Please check the field datatype.");
  const wanted = parsed.data.cancelations.map((part) => ({ part, ...findLine(shop, part.order_line_id) }));
  for (const { part, booked } of wanted) {
    requireReason(part.reason_code, "CANCELATION");
    if (!shop.book.canCancel(booked.order)) {
      throw new Refusal(400, `Order '${booked.order.order_id}' can not be cancelled by the shop`);
    }
    noteCall(booked, "OR30");
  }
  const cancelations = wanted.map(({ part, booked, line }) => {
    const id = crypto.randomUUID();
    shop.book.change(booked, (order, at) => cancelPart({ order, line, part, id, at }), lagOf(request));
    return { ...part, cancelation_id: id };
  });
  return jsonResponse(prettyJson({ cancelations, order_tax_mode: "TAX_EXCLUDED" }));
}

interface Part {
  order: Order;
  line: OrderLine;
  part: LineAmount;
  id: string;
  at: string;
}

function cancelPart({ order, line, part, id, at }: Part): void {
  const { amount, shipping_amount, quantity, reason_code, taxes, shipping_taxes } = part;
  line.cancelations.push({
    id,
    created_date: at,
    amount,
    shipping_amount,
    quantity,
    reason_code,
    taxes,
    shipping_taxes,
    commission_amount: 0,
    commission_taxes: [],
    commission_total_amount: 0,
  });
  for (const priced of [line, order]) {
    priced.price = round(priced.price - amount);
    priced.shipping_price = round(priced.shipping_price - shipping_amount);
    priced.total_price = round(priced.total_price - amount - shipping_amount);
  }
  if (line.price <= 0) endLine(line, "CANCELED", REASON);
  if (liveLines(order).length === 0) moveOrder(order, "cancel", { at, reason: REASON });
}

const round = (amount: number): number => Math.round(amount * 100) / 100;
