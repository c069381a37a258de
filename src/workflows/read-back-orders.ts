import { type DueReading, dueReadings, nextReading, retriedReadings } from "../db/stores/due-readings.ts";
import { closeFailures, findOpenFailure } from "../db/stores/failures.ts";
import { marketplacePartner } from "../domain/pause-scope.ts";
import { earliestOf } from "../engine/next-appointment.ts";
import type { Workflow } from "../engine/workflow.ts";
import { forEachAtOnce } from "../platform/for-each-at-once.ts";
import { checkAcceptance } from "./check-acceptance.ts";
import { checkPush } from "./check-push.ts";
import { type Connection, connectionOf, type OpsContext, workableConnections } from "./context.ts";
import { emptyTally, importReading, tallyText } from "./import-reading.ts";
import { labelConnections } from "./label-connections.ts";

const MOST_READINGS = 10_000;
/** One call's worth: where each waits its turn, what is most urgent is asked for anew every time. */
const READINGS_PER_CALL = 100;
const IMPORTS_AT_ONCE = 8;
/** A reading is made again this long before it would be too old to buy on. */
const FRESHNESS_MARGIN_MS = 60_000;

/**
 * Reads orders back that wait for news: decisions and shipments that were sent, and orders about to be labelled. All
 * of a connection share calls of up to 100 ids (OR11), and waiting holds no worker. A unit is a connection.
 */
export const readBackOrders: Workflow<OpsContext> = {
  name: "read-back-orders",
  processName: "OrderReading",
  partner: (_ctx, unit) => marketplacePartner(unit.connection),

  async due(ctx) {
    const names = await readableConnections(ctx);
    const units = await Promise.all(names.map(async (name) => ((await isDue(ctx, name)) ? name : null)));
    return units
      .filter((name) => name !== null)
      .map((name) => ({ id: name, deadline: null, connection: name }));
  },

  async next(ctx, from) {
    const names = await readableConnections(ctx);
    const times = await Promise.all(names.map((name) => nextOf(ctx, name, from)));
    return earliestOf(times);
  },

  async act(ctx, unit) {
    const connection = connectionOf(ctx, unit.id);
    const isPaced = connection.settings.listOrdersEverySeconds > 0;
    const limit = isPaced ? READINGS_PER_CALL : MOST_READINGS;
    let asked: DueReading[] = [];
    const tally = emptyTally();
    const answers = connection.client.readOrders(async () => {
      asked = await readings(ctx, { connection: unit.id, now: ctx.clock.now(), limit });
      return asked.map((order) => order.marketplaceOrderId);
    });
    const seen = new Set<string>();
    await forEachAtOnce(answers, IMPORTS_AT_ONCE, async (reading) => {
      const id = reading.ok ? reading.order.marketplaceOrderId : reading.marketplaceOrderId;
      if (id !== null) seen.add(id);
      await importReading(ctx, {
        connection,
        reading,
        tally,
        afterwards: async (tx, orderId) => {
          await checkAcceptance(ctx, tx, { orderId, connection: unit.id, isShown: true });
          await checkPush(ctx, tx, { orderId, connection: unit.id });
        },
      });
    });
    for (const order of asked.filter(({ marketplaceOrderId }) => !seen.has(marketplaceOrderId)))
      await importMissing(ctx, connection, order.marketplaceOrderId);
    await unit.settle(async (tx) => {
      const at = ctx.clock.now();
      const closing = {
        relatedId: unit.id,
        processName: "OrderReading",
        by: ctx.actor,
        resolution: "read again",
        at,
      };
      await closeFailures(tx, closing);
    });
    return tallyText(tally);
  },
};

const readableConnections = (ctx: OpsContext) =>
  workableConnections(ctx, {
    workflow: "read-back-orders",
    hasEffects: false,
    partner: ({ settings }) => marketplacePartner(settings.name),
  });

interface Asking {
  connection: string;
  /** The moment at which they are due. */
  now: Date;
  limit: number;
}

async function readings(ctx: OpsContext, { connection, now, limit }: Asking): Promise<DueReading[]> {
  const freshnessMs = await freshnessFor(ctx, connection);
  const retried = await retriedReadings(ctx.db, { connection, now, limit });
  const due = await dueReadings(ctx.db, { connection, now, freshnessMs, limit });
  const byId = new Map([...retried, ...due].map((reading) => [reading.orderId, reading]));
  return [...byId.values()].slice(0, limit);
}

/** How old the last reading of an order to be labelled may be; null while none is bought. */
async function freshnessFor(ctx: OpsContext, connection: string): Promise<number | null> {
  const { buying } = await labelConnections(ctx);
  if (!buying.includes(connection)) return null;
  return Math.max(0, ctx.config.shipping.freshnessMs - FRESHNESS_MARGIN_MS);
}

async function isDue(ctx: OpsContext, connection: string): Promise<boolean> {
  const now = ctx.clock.now();
  if (now < (await readableFrom(ctx, connection))) return false;
  return (await readings(ctx, { connection, now, limit: 1 })).length > 0;
}

async function nextOf(ctx: OpsContext, connection: string, from: Date): Promise<Date | null> {
  const readableAt = await readableFrom(ctx, connection);
  const opensLater = readableAt >= from;
  if (opensLater && (await readings(ctx, { connection, now: readableAt, limit: 1 })).length > 0)
    return readableAt;
  const freshnessMs = await freshnessFor(ctx, connection);
  return nextReading(ctx.db, { connection, from: opensLater ? readableAt : from, freshnessMs });
}

/**
 * After a failure the connection is asked again when its time has come, and with growing pauses once a person was told,
 * for ever: nothing else would bring the news.
 */
async function readableFrom(ctx: OpsContext, connection: string): Promise<Date> {
  const failure = await findOpenFailure(ctx.db, { processName: "OrderReading", relatedId: connection });
  if (!failure) return new Date(0);
  const waits = ctx.config.engine.retryAfterMs;
  const wait = waits[Math.min(failure.occurrences, waits.length) - 1] ?? 0;
  return failure.retryAt ?? new Date(failure.lastAt.getTime() + wait);
}

/** An order that the marketplace does not show when asked by its id: a person must look, and it is not asked for again. */
async function importMissing(
  ctx: OpsContext,
  connection: Connection,
  marketplaceOrderId: string,
): Promise<void> {
  const reason = "the marketplace does not show it when asked by its id";
  const reading = { ok: false as const, marketplaceOrderId, reason, raw: null };
  await importReading(ctx, { connection, reading, tally: emptyTally() });
  const orderId = connection.settings.orderPrefix + marketplaceOrderId;
  await ctx.db.transaction(async (tx) => {
    await checkAcceptance(ctx, tx, { orderId, connection: connection.settings.name, isShown: false });
    await checkPush(ctx, tx, { orderId, connection: connection.settings.name });
  });
}
