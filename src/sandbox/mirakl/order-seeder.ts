import type { Clock } from "../../platform/clock.ts";
import type { World } from "../world/world.ts";
import { pastOf, stateOfEach } from "./mixed-states.ts";
import { newOrder } from "./new-order.ts";
import type { Order } from "./order.ts";
import type { OrderBook } from "./order-book.ts";
import { applyQuirk } from "./quirks.ts";
import type { MiraklSettings } from "./settings.ts";
import { trackingFields } from "./tracking.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEW_WITHIN_MS = 20 * HOUR_MS;

/** Fills the book with orders out of the world. Every order is told in turn, so more can be added later. */
export class OrderSeeder {
  readonly #world: World;
  readonly #book: OrderBook;
  readonly #settings: MiraklSettings;
  readonly #clock: Clock;
  #count = 0;

  constructor({
    world,
    book,
    settings,
    clock,
  }: {
    world: World;
    book: OrderBook;
    settings: MiraklSettings;
    clock: Clock;
  }) {
    this.#world = world;
    this.#book = book;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Orders that wait for a decision, placed within the last hours, the oldest first. */
  addNew(count: number, withinMs = NEW_WITHIN_MS): Order[] {
    const nowMs = this.#clock.now().getTime();
    const ages = Array.from({ length: count }, () =>
      this.#world.chance.number.int({ min: 0, max: withinMs }),
    );
    ages.sort((a, b) => b - a);
    return ages.map((ageMs) => {
      const order = this.#next(nowMs - ageMs);
      applyQuirk(order, { index: this.#count++, quirks: this.#settings.quirks });
      this.#book.add(order);
      return order;
    });
  }

  /** Orders in every state, up to some weeks old; a fifth of all waits in SHIPPING with somebody else's number. */
  addMixed(count: number): Order[] {
    const { chance } = this.#world;
    const nowMs = this.#clock.now().getTime();
    return chance.helpers.shuffle(stateOfEach(count)).map((state) => {
      const past = pastOf(state);
      const ageMs = chance.number.int({ min: past.minAgeHours * HOUR_MS, max: past.maxAgeHours * HOUR_MS });
      const order = this.#next(nowMs - ageMs);
      const number = `70${chance.string.numeric(14)}`;
      past.live(order, trackingFields({ carrier_code: "CPCL", tracking_number: number }));
      applyQuirk(order, { index: this.#count++, quirks: this.#settings.quirks });
      const wait = chance.number.int({ min: 10, max: 120 }) * MINUTE_MS;
      const unpaid = order.order_state.startsWith("WAITING_DEBIT");
      const due = unpaid ? { atMs: nowMs + wait, move: "pay" as const } : null;
      this.#book.add(order, { due, labelledElsewhere: state === "SHIPPING_ELSEWHERE" });
      return order;
    });
  }

  #next(createdMs: number): Order {
    const { chance } = this.#world;
    const wholeSecond = chance.datatype.boolean();
    return newOrder({
      purchase: this.#world.nextPurchase(),
      commercialId: this.#freeId(),
      createdAt: new Date(wholeSecond ? createdMs - (createdMs % 1000) : createdMs),
      paymentWorkflow: this.#settings.paymentWorkflow,
      leadTimeDays: this.#settings.leadTimeDays,
    });
  }

  #freeId(): string {
    const id = this.#world.chance.string.numeric({ length: 9, allowLeadingZeros: false });
    return this.#book.get(`${id}-A`) ? this.#freeId() : id;
  }
}
