import { hasEnded } from "../../../domain/order-lifecycle.ts";
import type { OrderListing } from "../../../reports/orders-view.ts";
import { countText } from "../../output/count-text.ts";
import { moneyText } from "../../output/money-text.ts";
import { nextPage } from "../../output/next-page.ts";
import type { Screen } from "../../output/screen.ts";
import { statusPaint } from "../../output/status-paint.ts";
import { type Column, table } from "../../output/table.ts";
import { relativeText } from "../../output/time-text.ts";

/** Without the customer: a list is about many. */
export type ListedOrder = Omit<OrderListing, "customerName">;

interface OrderList {
  orders: ListedOrder[];
  next: string | null;
  now: Date;
  isFiltered: boolean;
}

/** Wide enough for the whole row; narrower screens go without what an order's own page tells. */
const WIDE = 120;

/** A line for each order: where it stands, until when it must ship, and what is in the way. */
export function renderOrders({ orders, next, now, isFiltered }: OrderList, screen: Screen): string {
  const { theme } = screen;
  if (orders.length === 0)
    return isFiltered
      ? "No order is like that.\n"
      : `There are no orders yet.\n${theme.accent("next:")} ops fetch-orders\n`;
  const wide = screen.width === null || screen.width >= WIDE;
  const columns: Column[] = [
    { title: "ORDER" },
    { title: "STATUS", paint: statusPaint(screen) },
    { title: "SHIP BY", paint: (text) => (text.endsWith("ago") ? theme.bad(text) : text) },
    ...(wide ? [{ title: "SHOP" }, { title: "TOTAL", align: "right" as const }, { title: "CARRIER" }] : []),
    { title: "TRACKING NUMBER" },
    ...(wide ? [{ title: "PARCEL" }] : []),
    { title: "IN THE WAY", flexible: true, paint: theme.warn },
  ];
  const rows = orders.map((order) => [
    order.orderId,
    order.status ?? order.marketplaceState,
    shipBy(order, now),
    ...(wide ? [order.connection, moneyText(order.totalCents, order.currency), order.carrier ?? "-"] : []),
    order.trackingNumber ?? "-",
    ...(wide ? [order.trackingStatus ?? "-"] : []),
    inTheWay(order),
  ]);
  const count = next === null ? `${countText(orders.length, "order")}.\n` : "";
  return `${table(columns, rows, screen)}\n${count}${nextPage(next, screen)}`;
}

/** Of what is shipped or over, nobody needs the deadline. */
function shipBy({ status, shippingDeadline }: ListedOrder, now: Date): string {
  if (shippingDeadline === null || status === "shipped" || (status !== null && hasEnded(status))) return "-";
  return relativeText(shippingDeadline, now);
}

const inTheWay = ({ holds, inDoubt, failure }: ListedOrder): string =>
  [
    ...holds.map((reason) => `held: ${reason}`),
    ...(inDoubt ? ["in doubt"] : []),
    ...(failure ? [`${failure.code}${failure.needs === "retry" ? " (tried again)" : ""}`] : []),
  ].join(", ");
