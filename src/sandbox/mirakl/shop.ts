import type { Context } from "hono";
import type { Clock } from "../../platform/clock.ts";
import type { SandboxEnv } from "../service.ts";
import { Refusal } from "./errors.ts";
import type { BookedOrder, OrderBook } from "./order-book.ts";
import type { ShippingType } from "./reference-data.ts";
import type { MiraklSettings } from "./settings.ts";
import type { ThreadBook } from "./thread-book.ts";

/** Everything an operation can read and change. */
export interface Shop {
  settings: MiraklSettings;
  clock: Clock;
  book: OrderBook;
  /** SH12. */
  shippingTypes: ShippingType[];
  threads: ThreadBook;
}

export type Request = Context<SandboxEnv>;
export type Handler = (shop: Shop, request: Request) => Response | Promise<Response>;

/** The order in the path; counts the call against it. */
export function orderInPath(shop: Shop, request: Request, operation: string): BookedOrder {
  const id = request.req.param("order_id") ?? "";
  const booked = shop.book.get(id);
  if (!booked) throw Refusal.coded(404, "ORDER_NOT_FOUND", `Order '${id}' not found`);
  noteCall(booked, operation);
  return booked;
}

export function noteCall(booked: BookedOrder, operation: string): void {
  booked.calls.set(operation, (booked.calls.get(operation) ?? 0) + 1);
}

/** How long reads lag behind this write, in milliseconds. */
export function lagOf(request: Request): number {
  const fault = request.get("fault");
  return fault?.kind === "hidden" ? fault.hiddenMs : 0;
}

/** The body as JSON; 400 when it is not. */
export async function jsonBody(request: Request): Promise<unknown> {
  try {
    return await request.req.json();
  } catch (cause) {
    throw Refusal.coded(
      400,
      "VALIDATION_ERROR",
      `The body is not JSON: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}
