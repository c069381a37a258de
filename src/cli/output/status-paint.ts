import { hasEnded, ORDER_STATUSES, type OrderStatus } from "../../domain/order-lifecycle.ts";
import type { Screen } from "./screen.ts";

/** Colours a status where it stands in a text: what failed, what is over, what is under way. */
export const statusPaint =
  ({ theme }: Screen) =>
  (text: string): string => {
    const status = text.trim();
    if (status.endsWith("_failed")) return theme.bad(text);
    if (status === "shipped" || status === "complete") return theme.ok(text);
    return isStatus(status) && hasEnded(status) ? theme.dim(text) : text;
  };

const isStatus = (text: string): text is OrderStatus => ORDER_STATUSES.some((status) => status === text);
