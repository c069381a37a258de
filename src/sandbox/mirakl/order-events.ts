import { z } from "zod";
import { customerWrites } from "./conversations.ts";
import { closeIncident, openIncident } from "./incidents.ts";
import { type Move, mayMove, type Reason } from "./lifecycle.ts";
import type { MiraklService } from "./mirakl.ts";
import type { BookedOrder } from "./order-book.ts";
import { trackingFields } from "./tracking.ts";

const CANCELED: Reason = { code: "CANCELED", label: "Cancelled by the operator" };

const elsewhere = z.object({
  carrier_code: z.string().default("CPCL"),
  tracking_number: z.string().default("7099999999999999"),
  /** False: the number is written, the order stays in SHIPPING. */
  confirm: z.boolean().default(true),
});
const message = z.object({ body: z.string().default("Hello, any news about my order?") });

interface Event {
  service: MiraklService;
  booked: BookedOrder;
  details: unknown;
}

const move =
  (name: Move, reason?: Reason) =>
  ({ service, booked }: Event): string | null => {
    if (!mayMove(booked.order, name)) return `${booked.order.order_id} is ${booked.order.order_state}`;
    service.shop.book.move(booked, name, { reason });
    return null;
  };

/** What customers, the operator and time do to an order. Each gives null, or why it can not be. */
const EVENTS = {
  release: move("release"),
  pay: move("pay"),
  cancel: move("cancel", CANCELED),
  receive: move("receive"),
  close: move("close"),
  "ship-elsewhere": ({ service, booked, details }: Event) => {
    if (!mayMove(booked.order, "ship")) return `${booked.order.order_id} is ${booked.order.order_state}`;
    const { confirm, ...tracking } = elsewhere.parse(details);
    booked.labelledElsewhere = true;
    service.shop.book.change(booked, (order) => Object.assign(order, trackingFields(tracking)));
    return confirm ? move("ship")({ service, booked, details }) : null;
  },
  "add-incident": ({ service, booked }: Event) => {
    service.shop.book.change(booked, openIncident);
    return null;
  },
  "close-incident": ({ service, booked }: Event) => {
    service.shop.book.change(booked, closeIncident);
    return null;
  },
  message: ({ service, booked, details }: Event) => {
    const { body } = message.parse(details);
    service.shop.book.change(booked, (order) => {
      order.has_customer_message = true;
      customerWrites(service.shop, service.world, { order, body });
    });
    return null;
  },
} satisfies Record<string, (event: Event) => string | null>;

export type OrderEvent = keyof typeof EVENTS;

export const isOrderEvent = (name: string): name is OrderEvent => Object.hasOwn(EVENTS, name);

export function orderEvent(
  service: MiraklService,
  { booked, event, details }: { booked: BookedOrder; event: OrderEvent; details: unknown },
): string | null {
  return EVENTS[event]({ service, booked, details });
}
