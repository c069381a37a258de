import { z } from "zod";
import { Refusal } from "./errors.ts";
import { endLine, moveOrder, type Reason } from "./lifecycle.ts";
import type { Order } from "./order.ts";
import { jsonBody, lagOf, orderInPath, type Request, type Shop } from "./shop.ts";

const decisions = z.object({
  order_lines: z.array(z.object({ id: z.string(), accepted: z.boolean() })).min(1),
});
type Decision = z.output<typeof decisions>["order_lines"][number];

const REJECTED: Reason = { code: "REFUSED", label: "Rejected" };

/** OR21: every waiting line is decided in one call. All refused ends the order. */
export async function acceptOrder(shop: Shop, request: Request): Promise<Response> {
  const lines = parseDecisions(await jsonBody(request));
  const booked = orderInPath(shop, request, "OR21");
  requireDecidable(shop, booked.order, lines);
  const accepted = new Set(lines.filter((line) => line.accepted).map((line) => line.id));
  const decide = (order: Order, at: string) => {
    if (accepted.size === 0) return refuseAll(order, at);
    refuseOthers(order, accepted, shop.settings.refusedLinesLowerTotals);
    moveOrder(order, shop.settings.paymentWorkflow === "PAY_ON_ACCEPTANCE" ? "accept" : "accept_unpaid", {
      at,
    });
  };
  shop.book.change(booked, decide, lagOf(request));
  return new Response(null, { status: 204 });
}

function parseDecisions(body: unknown): Decision[] {
  const lines = z.object({ order_lines: z.array(z.unknown()) }).safeParse(body).data?.order_lines;
  if (lines?.some((line) => line === null)) {
    throw refused("ORDER_LINE_NULL_ELEMENT", "The order lines list contains a null element");
  }
  const parsed = decisions.safeParse(body);
  if (parsed.success) return parsed.data.order_lines;
  const [issue] = parsed.error.issues;
  throw Refusal.coded(400, "VALIDATION_ERROR", issue?.message ?? "Invalid", issue?.path.join(".") ?? null);
}

function requireDecidable(shop: Shop, order: Order, lines: Decision[]): void {
  if (shop.settings.operatorCenters.includes(order.fulfillment?.center.code ?? "")) {
    throw refused("ORDER_FULFILLED_UNAUTHORIZED", "The order is fulfilled by the operator");
  }
  if (order.order_state !== "WAITING_ACCEPTANCE") {
    throw refused("ORDER_INVALID_STATE", "Order is not in the expected state for this operation");
  }
  const ids = lines.map((line) => line.id);
  if (new Set(ids).size < ids.length) throw refused("ORDER_LINE_DUPLICATE_ID", "A line is decided twice");
  const stranger = ids.find((id) => !order.order_lines.some((line) => line.order_line_id === id));
  if (stranger !== undefined)
    throw refused("ORDER_LINE_NOT_FOUND", `Order line '${stranger}' could not be found`);
  if (ids.length < order.order_lines.length) {
    throw refused("ORDER_LINE_ACCEPTANCE_DECISION_MISSING", "Some order lines are missing from the decision");
  }
  const mixed = new Set(lines.map((line) => line.accepted)).size > 1;
  if (mixed && !shop.settings.partialAcceptance) {
    throw refused("ORDER_PARTIAL_ACCEPTANCE_DISABLED", "Partial acceptance is disabled for this shop");
  }
}

function refuseAll(order: Order, at: string): void {
  moveOrder(order, "refuse", { at, reason: REJECTED });
  order.acceptance_decision_date = at;
}

function refuseOthers(order: Order, accepted: Set<string>, lowerTotals: boolean): void {
  for (const line of order.order_lines.filter((line) => !accepted.has(line.order_line_id))) {
    endLine(line, "REFUSED", REJECTED);
    if (!lowerTotals) continue;
    order.price = round(order.price - line.price);
    order.shipping_price = round(order.shipping_price - line.shipping_price);
    order.total_price = round(order.total_price - line.total_price);
  }
}

const refused = (code: string, message: string): Refusal => Refusal.coded(400, code, message, "order_lines");
const round = (amount: number): number => Math.round(amount * 100) / 100;
