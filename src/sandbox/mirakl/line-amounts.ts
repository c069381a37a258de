import { z } from "zod";
import { Refusal } from "./errors.ts";
import type { OrderLine } from "./order.ts";
import type { BookedOrder } from "./order-book.ts";
import { reasons } from "./reference-data.ts";
import type { Shop } from "./shop.ts";

const codeAmounts = z
  .array(z.object({ amount: z.coerce.number().nullish(), code: z.string().nullish() }))
  .nullish()
  .transform((taxes) => (taxes ?? []).map(({ amount, code }) => ({ amount: amount ?? 0, code: code ?? "" })));

/** What OR28 and OR30 ask for one line. */
export const lineAmount = z.object({
  order_line_id: z.string(),
  amount: z.number().min(0),
  shipping_amount: z.number().min(0),
  currency_iso_code: z.string().nullish(),
  quantity: z.number().int().min(0).nullish(),
  reason_code: z.coerce.string(),
  taxes: codeAmounts,
  shipping_taxes: codeAmounts,
});
export type LineAmount = z.output<typeof lineAmount>;

/** The line in whatever order it is. @throws Refusal 404 */
export function findLine(shop: Shop, lineId: string): { booked: BookedOrder; line: OrderLine } {
  for (const booked of shop.book.all()) {
    const line = booked.order.order_lines.find(({ order_line_id }) => order_line_id === lineId);
    if (line) return { booked, line };
  }
  throw Refusal.coded(
    404,
    "ORDER_LINE_NOT_FOUND",
    `Order line ${lineId} could not be found`,
    "order_line_id",
  );
}

/** A reason of RE01 that a shop may give. @throws Refusal 400 */
export function requireReason(code: string, type: "REFUND" | "CANCELATION"): void {
  const known = reasons.some(
    (reason) => reason.code === code && reason.type === type && reason.is_shop_right,
  );
  if (!known)
    throw Refusal.coded(400, "VALIDATION_ERROR", `Reason '${code}' is not a ${type} reason`, "reason_code");
}

/** What refunds and cancellations have already taken from a line, shipping included. */
export function takenFrom(line: OrderLine): number {
  const taken = [...line.refunds, ...line.cancelations];
  return taken.reduce((sum, { amount, shipping_amount }) => sum + (amount ?? 0) + (shipping_amount ?? 0), 0);
}
