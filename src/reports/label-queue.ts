import type { Executor } from "../db/database.ts";
import { readLabelPaces, readLabelsOfDay } from "../db/stores/label-pace.ts";
import type { LateSettings } from "./late-settings.ts";

/** Where an order stands among those that wait for a label, and when it will have one. */
export interface QueuePlace {
  position: number;
  doneAt: Date;
  /** What holds it up: how many labels can be made a minute, or how many may be bought a day. */
  by: { labelsPerMinute: number } | { labelsPerDay: number } | null;
}

interface QueuedOrder {
  orderId: string;
  connection: string;
}

export interface LabelSpeed {
  at: Date;
  /** By carrier account: measured, or what its budget allows; what is absent is as fast as anybody likes. */
  labelsPerMinute: ReadonlyMap<string, number>;
  /** By connection, of today's limit. */
  boughtToday: ReadonlyMap<string, number>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Fewer labels in an hour tell how few orders there were, not how many can be made. */
const ENOUGH_LABELS = 30;

/** How fast labels are made: as lately, and never faster than the budgets let them. */
export async function readLabelSpeed(
  ex: Executor,
  { at, settings }: { at: Date; settings: LateSettings },
): Promise<LabelSpeed> {
  const [paces, boughtToday] = await Promise.all([
    readLabelPaces(ex, new Date(at.getTime() - HOUR_MS)),
    readLabelsOfDay(ex, at.toISOString().slice(0, "YYYY-MM-DD".length)),
  ]);
  const labelsPerMinute = new Map<string, number>();
  for (const { account, labelsPerMinute: allowed } of settings.shops.values()) {
    const pace = paces.find((one) => one.account === account);
    const measured = pace && pace.labels >= ENOUGH_LABELS ? pace.labels / pace.busyMinutes : null;
    const speed = Math.min(measured ?? Number.POSITIVE_INFINITY, allowed ?? Number.POSITIVE_INFINITY);
    if (Number.isFinite(speed)) labelsPerMinute.set(account, speed);
  }
  return { at, labelsPerMinute, boughtToday };
}

/** The places of orders in the order in which they get their labels. */
export function labelQueue(
  orders: readonly QueuedOrder[],
  { shops, maxLabelsPerDay }: LateSettings,
  { at, labelsPerMinute, boughtToday }: LabelSpeed,
): Map<string, QueuePlace> {
  const next = counter();
  return new Map(
    orders.map(({ orderId, connection }) => {
      const account = shops.get(connection)?.account ?? "";
      const position = next(`account ${account}`);
      const speed = labelsPerMinute.get(account);
      const byMinute = at.getTime() + (speed === undefined ? 0 : (position / speed) * MINUTE_MS);
      const ofShop = next(`connection ${connection}`);
      const byDay =
        maxLabelsPerDay === null
          ? at.getTime()
          : dayOf({ at, place: ofShop + (boughtToday.get(connection) ?? 0), maxLabelsPerDay });
      const by =
        maxLabelsPerDay !== null && byDay > byMinute
          ? { labelsPerDay: maxLabelsPerDay }
          : speed === undefined
            ? null
            : { labelsPerMinute: speed };
      return [orderId, { position, doneAt: new Date(Math.max(byMinute, byDay)), by }];
    }),
  );
}

function counter(): (name: string) => number {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count;
  };
}

interface DayQuestion {
  at: Date;
  /** Among all labels from today on, those that are bought included. */
  place: number;
  maxLabelsPerDay: number;
}

/** When the day begins whose allowance reaches this far. */
function dayOf({ at, place, maxLabelsPerDay }: DayQuestion): number {
  const days = Math.min(366, Math.ceil(place / maxLabelsPerDay) - 1);
  if (days <= 0) return at.getTime();
  return Math.floor(at.getTime() / DAY_MS) * DAY_MS + days * DAY_MS;
}
