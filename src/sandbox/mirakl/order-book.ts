import type { Clock } from "../../platform/clock.ts";
import { miraklDate, prettyJson } from "./json.ts";
import { type Move, mayMove, moveOrder, type Reason, showsAddresses } from "./lifecycle.ts";
import type { Order } from "./order.ts";
import type { MiraklSettings } from "./settings.ts";

export interface BookedOrder {
  /** The truth. What a seller may see of it is decided when it is served. */
  order: Order;
  /** Calls that reached this order, by operation. */
  calls: Map<string, number>;
  /** A tracking number stands on it that did not come through OR23. */
  labelledElsewhere: boolean;
  /** When the next step happens by itself, in epoch milliseconds. */
  due: { atMs: number; move: Move; reason?: Reason } | null;
  /** Reads that lag behind a write are answered from here until then. */
  lag: { untilMs: number; order: Order; text: string | null } | null;
  text: string | null;
}

const TIMED_OUT: Reason = { code: "ACCEPTANCE_TIMEOUT", label: "Not accepted in time" };
const NOT_PAID: Reason = { code: "PAYMENT_REFUSED", label: "Payment refused" };
const LATE: Reason = { code: "AUTO_CANCELED", label: "Not shipped in time" };

/** All orders of the shop, oldest first, and the steps they take with time. */
export class OrderBook {
  readonly settings: MiraklSettings;
  readonly #clock: Clock;
  readonly #byId = new Map<string, BookedOrder>();
  #sorted: BookedOrder[] | null = null;
  #nextDueMs = Number.POSITIVE_INFINITY;

  constructor(settings: MiraklSettings, clock: Clock) {
    this.settings = settings;
    this.#clock = clock;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** An order with an id already known replaces the older one. `due: null` keeps it as it is until someone moves it. */
  add(order: Order, more: Partial<Pick<BookedOrder, "labelledElsewhere" | "due">> = {}): BookedOrder {
    const booked: BookedOrder = {
      order,
      calls: new Map(),
      labelledElsewhere: more.labelledElsewhere ?? false,
      due: more.due === undefined ? this.#dueAfter(order, Date.parse(order.created_date)) : more.due,
      lag: null,
      text: null,
    };
    this.#byId.set(order.order_id, booked);
    this.#sorted = null;
    this.#remember(booked);
    return booked;
  }

  get(orderId: string): BookedOrder | undefined {
    this.settle();
    return this.#byId.get(orderId);
  }

  /** By creation date, then order id. */
  all(): readonly BookedOrder[] {
    this.settle();
    this.#sorted ??= [...this.#byId.values()].sort(byCreation);
    return this.#sorted;
  }

  /** Those of the named orders that exist, in the same order. */
  named(orderIds: readonly string[]): readonly BookedOrder[] {
    return [...new Set(orderIds)].flatMap((id) => this.get(id) ?? []).sort(byCreation);
  }

  /** Applies `edit` to an order now. With `lagMs`, sellers go on reading the order as it was for so long. */
  change(booked: BookedOrder, edit: (order: Order, at: string) => void, lagMs = 0): void {
    const nowMs = this.#clock.now().getTime();
    if (lagMs > 0) {
      const { order, text } = this.#lagging(booked) ?? {
        order: structuredClone(booked.order),
        text: booked.text,
      };
      booked.lag = { untilMs: nowMs + lagMs, order, text };
    }
    this.#edit(booked, nowMs, edit);
    this.settle();
  }

  move(booked: BookedOrder, move: Move, more: { reason?: Reason; lagMs?: number } = {}): void {
    const { reason, lagMs } = more;
    this.change(booked, (order, at) => moveOrder(order, move, { at, reason }), lagMs);
  }

  /** Takes every step that time has brought. */
  settle(): void {
    const nowMs = this.#clock.now().getTime();
    if (nowMs < this.#nextDueMs) return;
    this.#nextDueMs = Number.POSITIVE_INFINITY;
    for (const booked of this.#byId.values()) {
      while (booked.due && booked.due.atMs <= nowMs) this.#takeStep(booked, booked.due);
      this.#remember(booked);
    }
  }

  /** The order that reads are answered from: the truth, or an older one while reads lag. */
  readable(booked: BookedOrder): Order {
    return this.#lagging(booked)?.order ?? booked.order;
  }

  /** What a seller sees of an order at this moment. */
  shown(booked: BookedOrder): Order {
    return this.#asShown(this.readable(booked));
  }

  /** `shown`, printed; kept until the order changes. */
  shownText(booked: BookedOrder): string {
    const kept = this.#lagging(booked) ?? booked;
    kept.text ??= prettyJson(this.#asShown(kept.order));
    return kept.text;
  }

  /** OR29's rules per payment workflow; an order paid on acceptance is never the shop's to cancel. */
  canCancel(order: Order): boolean {
    const accepted = !["STAGING", "WAITING_ACCEPTANCE"].includes(order.order_state);
    if (!accepted || !mayMove(order, "cancel") || order.payment_workflow === "PAY_ON_ACCEPTANCE")
      return false;
    return order.payment_workflow === "NO_CUSTOMER_PAYMENT_CONFIRMATION" || !order.customer_debited_date;
  }

  #asShown(order: Order): Order {
    const withAddresses = this.settings.addressesBeforeAcceptance || showsAddresses(order.order_state);
    const deadline = withAddresses || this.settings.deadlineBeforeShipping ? order.shipping_deadline : null;
    return {
      ...order,
      can_cancel: this.canCancel(order),
      can_shop_ship: order.order_state === "SHIPPING",
      customer: withAddresses
        ? order.customer
        : { ...order.customer, shipping_address: null, billing_address: null },
      shipping_deadline: deadline,
      ...(this.settings.quirks.includes("unknown_field") && {
        sandbox_unknown_field: { since: "next release" },
      }),
    };
  }

  #lagging(booked: BookedOrder): NonNullable<BookedOrder["lag"]> | null {
    if (booked.lag && booked.lag.untilMs <= this.#clock.now().getTime()) booked.lag = null;
    return booked.lag;
  }

  #edit(booked: BookedOrder, atMs: number, edit: (order: Order, at: string) => void): void {
    const at = miraklDate(atMs);
    const stateBefore = booked.order.order_state;
    edit(booked.order, at);
    booked.order.last_updated_date = at;
    for (const line of booked.order.order_lines) line.last_updated_date = at;
    booked.text = null;
    if (booked.order.order_state !== stateBefore) booked.due = this.#dueAfter(booked.order, atMs);
    this.#remember(booked);
  }

  #takeStep(booked: BookedOrder, step: NonNullable<BookedOrder["due"]>): void {
    booked.due = null;
    this.#edit(booked, step.atMs, (order, at) => moveOrder(order, step.move, { at, reason: step.reason }));
  }

  #remember({ due }: BookedOrder): void {
    if (due) this.#nextDueMs = Math.min(this.#nextDueMs, due.atMs);
  }

  /** The step an order takes by itself out of the state it entered at `sinceMs`. */
  #dueAfter(order: Order, sinceMs: number): BookedOrder["due"] {
    const { settings } = this;
    const after = (ms: number | null, move: Move, reason?: Reason) =>
      ms === null ? null : { atMs: sinceMs + ms, move, ...(reason && { reason }) };
    switch (order.order_state) {
      case "WAITING_ACCEPTANCE":
        return after(settings.acceptanceTimeoutMs, "refuse", TIMED_OUT);
      case "WAITING_DEBIT":
        return after(Math.floor(settings.paymentDelayMs / 2), "request_payment");
      case "WAITING_DEBIT_PAYMENT": {
        const wait = Math.ceil(settings.paymentDelayMs / 2);
        const fails = chanceOf(order.order_id) < settings.paymentFailureShare;
        return fails ? after(wait, "cancel", NOT_PAID) : after(wait, "pay");
      }
      case "SHIPPING":
        return after(settings.lateShipCancelMs, "cancel", LATE);
      case "SHIPPED":
        return after(settings.receiveAfterMs, "receive");
      case "RECEIVED":
        return after(settings.closeAfterMs, "close");
      default:
        return null;
    }
  }
}

/** Between 0 and 1, the same for an order however often it is asked. */
const chanceOf = (orderId: string): number => Number(BigInt(Bun.hash(orderId)) % 1000n) / 1000;

function byCreation({ order: a }: BookedOrder, { order: b }: BookedOrder): number {
  return Date.parse(a.created_date) - Date.parse(b.created_date) || (a.order_id < b.order_id ? -1 : 1);
}
