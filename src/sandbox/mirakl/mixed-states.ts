import { miraklDate } from "./json.ts";
import { type Move, moveOrder, type Reason } from "./lifecycle.ts";
import type { Order } from "./order.ts";

const HOUR_MS = 3_600_000;

type Step = [hours: number, move: Move, reason?: Reason];

interface Past {
  share: number;
  minAgeHours: number;
  maxAgeHours: number;
  steps: Step[];
  /** A carrier and a number have been written, after the payment. */
  tracked?: true;
  /** Where only the operator can have put it. */
  state?: string;
}

const REJECTED: Reason = { code: "REFUSED", label: "Rejected" };
const CANCELED: Reason = { code: "CANCELED", label: "Cancelled by the customer" };

const WAITING: Step[] = [[2, "accept"]];
const ASKED: Step[] = [...WAITING, [3, "request_payment"]];
const PAID: Step[] = [...ASKED, [6, "pay"]];
const SENT: Step[] = [...PAID, [30, "ship"]];
const RECEIVED: Step[] = [...SENT, [120, "receive"]];

/** How an order got where it is, in hours after its creation; the shares add up to 100. */
const PASTS = {
  STAGING: { share: 3, minAgeHours: 0, maxAgeHours: 6, steps: [], state: "STAGING" },
  WAITING_ACCEPTANCE: { share: 16, minAgeHours: 0, maxAgeHours: 20, steps: [] },
  WAITING_DEBIT: { share: 3, minAgeHours: 3, maxAgeHours: 10, steps: WAITING },
  WAITING_DEBIT_PAYMENT: { share: 4, minAgeHours: 4, maxAgeHours: 20, steps: ASKED },
  SHIPPING: { share: 20, minAgeHours: 7, maxAgeHours: 40, steps: PAID },
  SHIPPING_ELSEWHERE: { share: 20, minAgeHours: 7, maxAgeHours: 40, steps: PAID, tracked: true },
  SHIPPED: { share: 12, minAgeHours: 31, maxAgeHours: 110, steps: SENT, tracked: true },
  TO_COLLECT: {
    share: 2,
    minAgeHours: 40,
    maxAgeHours: 110,
    steps: SENT,
    tracked: true,
    state: "TO_COLLECT",
  },
  RECEIVED: { share: 8, minAgeHours: 121, maxAgeHours: 390, steps: RECEIVED, tracked: true },
  CLOSED: {
    share: 4,
    minAgeHours: 401,
    maxAgeHours: 1000,
    steps: [...RECEIVED, [400, "close"]],
    tracked: true,
  },
  REFUSED: { share: 4, minAgeHours: 3, maxAgeHours: 500, steps: [[2, "refuse", REJECTED]] },
  CANCELED: { share: 4, minAgeHours: 3, maxAgeHours: 500, steps: [[2, "cancel", CANCELED]] },
} as const satisfies Record<string, Past>;

export type MixedState = keyof typeof PASTS;

const isMixedState = (name: string): name is MixedState => name in PASTS;
const states = Object.keys(PASTS).filter(isMixedState);

/** The state of each of `count` orders, in fixed shares and every state at least once when there is room. */
export function stateOfEach(count: number): MixedState[] {
  const wanted = states.map((state) => ({ state, exact: (PASTS[state].share * count) / 100 }));
  const dealt = wanted.flatMap(({ state, exact }) => Array<MixedState>(Math.floor(exact)).fill(state));
  const byRemainder = wanted.sort((a, b) => (b.exact % 1) - (a.exact % 1)).map(({ state }) => state);
  return [...dealt, ...byRemainder].slice(0, count);
}

export interface LivedPast {
  minAgeHours: number;
  maxAgeHours: number;
  /** Lets the order live through its past; `tracking` is written on it where a parcel has been sent. */
  live(order: Order, tracking: Partial<Order>): void;
}

export function pastOf(state: MixedState): LivedPast {
  const past: Past = PASTS[state];
  return {
    minAgeHours: past.minAgeHours,
    maxAgeHours: past.maxAgeHours,
    live(order, tracking) {
      const createdMs = Date.parse(order.created_date);
      for (const [hours, move, reason] of past.steps) {
        const at = miraklDate(createdMs + hours * HOUR_MS);
        moveOrder(order, move, { at, reason });
        if (move === "refuse") order.acceptance_decision_date = at;
        stamp(order, at);
      }
      if (past.tracked) Object.assign(order, tracking);
      if (past.state) putInto(order, past.state);
    },
  };
}

function stamp(order: Order, at: string): void {
  order.last_updated_date = at;
  for (const line of order.order_lines) line.last_updated_date = at;
}

function putInto(order: Order, state: string): void {
  order.order_state = state;
  for (const line of order.order_lines) line.order_line_state = state;
}
