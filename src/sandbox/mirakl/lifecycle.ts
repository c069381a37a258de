import { miraklDate } from "./json.ts";
import type { Order, OrderLine } from "./order.ts";

const DAY_MS = 86_400_000;

/** Every way an order changes state, and from where. Who may ask for it is decided elsewhere. */
const MOVES = {
  release: { from: ["STAGING"], to: "WAITING_ACCEPTANCE" },
  accept: { from: ["WAITING_ACCEPTANCE"], to: "WAITING_DEBIT" },
  accept_unpaid: { from: ["WAITING_ACCEPTANCE"], to: "SHIPPING" },
  refuse: { from: ["WAITING_ACCEPTANCE"], to: "REFUSED" },
  request_payment: { from: ["WAITING_DEBIT"], to: "WAITING_DEBIT_PAYMENT" },
  pay: { from: ["WAITING_DEBIT", "WAITING_DEBIT_PAYMENT"], to: "SHIPPING" },
  ship: { from: ["SHIPPING"], to: "SHIPPED" },
  receive: { from: ["SHIPPED", "TO_COLLECT"], to: "RECEIVED" },
  close: { from: ["RECEIVED"], to: "CLOSED" },
  cancel: {
    from: ["STAGING", "WAITING_ACCEPTANCE", "WAITING_DEBIT", "WAITING_DEBIT_PAYMENT", "SHIPPING"],
    to: "CANCELED",
  },
} as const satisfies Record<string, { from: readonly string[]; to: string }>;

export type Move = keyof typeof MOVES;

export interface Reason {
  code: string;
  label: string;
}

const ENDED_LINES = new Set(["REFUSED", "CANCELED", "REFUNDED"]);
const PAID_STATES = new Set(["SHIPPING", "SHIPPED", "TO_COLLECT", "RECEIVED", "CLOSED"]);

export function mayMove(order: Order, move: Move): boolean {
  return (MOVES[move].from as readonly string[]).includes(order.order_state);
}

export const liveLines = (order: Order): OrderLine[] =>
  order.order_lines.filter((line) => !ENDED_LINES.has(line.order_line_state));

/** Mirakl shows an address from SHIPPING on, and never that of a refused or cancelled order. */
export const showsAddresses = (state: string): boolean => PAID_STATES.has(state);

/**
 * Moves an order and its live lines, and writes the dates that belong to the move. `at` is ISO 8601 UTC.
 * The caller has asked `mayMove`.
 */
export function moveOrder(order: Order, move: Move, { at, reason }: { at: string; reason?: Reason }): void {
  const { to } = MOVES[move];
  const lines = liveLines(order);
  order.order_state = to;
  if (reason) {
    order.order_state_reason_code = reason.code;
    order.order_state_reason_label = reason.label;
  }
  for (const line of lines) {
    if (line.order_line_state !== "INCIDENT_OPEN" || to === "CANCELED") line.order_line_state = to;
    if (reason) endLine(line, to, reason);
  }
  if (move === "accept" || move === "accept_unpaid") order.acceptance_decision_date = at;
  if (to === "SHIPPING")
    order.shipping_deadline = miraklDate(Date.parse(at) + (order.leadtime_to_ship ?? 2) * DAY_MS);
  if (move === "pay" || (move === "ship" && order.payment_workflow === "PAY_ON_SHIPMENT")) {
    markPaid(order, lines, at);
  }
  if (move === "ship") for (const line of lines) line.shipped_date = at;
  if (move === "receive") for (const line of lines) line.received_date = at;
  if (to === "CANCELED" || to === "REFUSED") for (const line of order.order_lines) line.can_refund = false;
}

export function endLine(line: OrderLine, state: string, reason: Reason): void {
  line.order_line_state = state;
  line.order_line_state_reason_code = reason.code;
  line.order_line_state_reason_label = reason.label;
}

function markPaid(order: Order, lines: OrderLine[], at: string): void {
  order.customer_debited_date = at;
  order.transaction_date = at;
  order.transaction_number = `TX-${order.order_id}`;
  for (const line of lines) {
    line.debited_date = at;
    line.can_refund = true;
  }
}
