import { freezeConnection, thawConnection } from "../db/stores/connections.ts";
import { readCursor, writeCursor } from "../db/stores/cursors.ts";
import { closeFailures, findOpenFailure } from "../db/stores/failures.ts";
import { toOpsError } from "../domain/errors.ts";
import { marketplacePartner } from "../domain/pause-scope.ts";
import type { Workflow } from "../engine/workflow.ts";
import { forEachAtOnce } from "../platform/for-each-at-once.ts";
import { type Connection, connectionOf, type OpsContext, workableConnections } from "./context.ts";
import { emptyTally, type ImportTally, importReading, tallyText } from "./import-reading.ts";
import { liftOutdatedPauses } from "./lift-outdated-pauses.ts";
import { refreshCarriers } from "./marketplace-facts.ts";
import { refreshShippingTypes } from "./shipping-types.ts";

const IMPORTS_AT_ONCE = 8;
const DAY_MS = 24 * 3_600_000;
/** Listed once a day whatever their update date, so that one that slipped through is found. */
export const OPEN_STATES = ["WAITING_ACCEPTANCE", "WAITING_DEBIT", "WAITING_DEBIT_PAYMENT", "SHIPPING"];

/** Asks each marketplace what is new and takes it in. A unit is a connection. */
export const fetchOrders: Workflow<OpsContext> = {
  name: "fetch-orders",
  processName: "OrderFetch",
  partner: (_ctx, unit) => marketplacePartner(unit.connection),

  async due(ctx) {
    const names = await workableConnections(ctx, {
      workflow: "fetch-orders",
      hasEffects: false,
      partner: ({ settings }) => marketplacePartner(settings.name),
    });
    const now = await withoutRivals(ctx, names);
    return now.map((name) => ({ id: name, deadline: null, connection: name }));
  },

  async act(ctx, unit) {
    const connection = connectionOf(ctx, unit.id);
    const { settings } = connection;
    await freezeConnection(ctx.db, {
      connection: settings.name,
      marketplace: settings.marketplace,
      shop: settings.shop,
      orderPrefix: settings.orderPrefix,
      liveFrom: settings.liveFrom,
      at: ctx.clock.now(),
    });
    await refreshCarriers(ctx, connection);
    await refreshShippingTypes(ctx, connection);
    // A list that was read may have been what buying waited for.
    await liftOutdatedPauses(ctx);
    const plan = await planFetch(ctx, connection);
    const tally = await listAndImport(ctx, connection, plan);
    await unit.settle(async (tx) => {
      const at = ctx.clock.now();
      await writeCursor(tx, {
        name: plan.cursor,
        watermark: watermarkAfter(plan, tally),
        at,
        full: plan.sweep,
      });
      await closeFailures(tx, {
        relatedId: unit.id,
        processName: "OrderFetch",
        by: ctx.actor,
        resolution: "fetched again",
        at,
      });
    });
    return tallyText(tally);
  },
};

/**
 * First imports come one after the other: of two marketplaces with the same order ids and no prefix to tell them
 * apart, the second is refused as a whole instead of each getting a part. One that is in trouble holds up no other.
 */
async function withoutRivals(ctx: OpsContext, names: string[]): Promise<string[]> {
  const first: string[] = [];
  const others: string[] = [];
  for (const name of names) {
    const isFirst = (await readCursor(ctx.db, cursorOf(name))) === null;
    const failure = await findOpenFailure(ctx.db, { processName: "OrderFetch", relatedId: name });
    (isFirst && failure === null ? first : others).push(name);
  }
  return [...others, ...first.slice(0, 1)];
}

const cursorOf = (connection: string) => `orders:${connection}`;

interface FetchPlan {
  cursor: string;
  startedAt: Date;
  watermark: Date | null;
  since: Date;
  sweep: boolean;
}

async function planFetch(ctx: OpsContext, { settings }: Connection): Promise<FetchPlan> {
  const cursor = cursorOf(settings.name);
  const known = await readCursor(ctx.db, cursor);
  const startedAt = ctx.clock.now();
  const now = startedAt.getTime();
  const watermark = known?.watermark ?? null;
  const since = watermark
    ? watermark.getTime() - settings.fetch.overlapMs
    : now - settings.fetch.firstRunDays * DAY_MS;
  const sweptAt = known?.lastFullAt?.getTime() ?? null;
  return {
    cursor,
    startedAt,
    watermark,
    since: new Date(since),
    sweep: sweptAt === null || now - sweptAt >= settings.fetch.sweepHours * 3_600_000,
  };
}

/**
 * The newest of Mirakl's own dates, but none from after the beginning: an order that changed on a page that had been
 * read by then may be older than what came on a later one.
 */
function watermarkAfter({ startedAt, watermark }: FetchPlan, { newest }: ImportTally): Date | null {
  if (newest === null) return watermark;
  return newest < startedAt ? newest : startedAt;
}

/** Every page of what is new; once a day of what is open, too. */
async function listAndImport(ctx: OpsContext, connection: Connection, plan: FetchPlan): Promise<ImportTally> {
  const tally = emptyTally();
  const isFirst = plan.watermark === null;
  const take = (reading: Parameters<typeof importReading>[1]["reading"]) =>
    importReading(ctx, { connection, reading, tally, isFirst });
  try {
    await forEachAtOnce(connection.client.listOrders({ updatedSince: plan.since }), IMPORTS_AT_ONCE, take);
    if (plan.sweep && plan.watermark !== null)
      await forEachAtOnce(connection.client.listOrders({ states: OPEN_STATES }), IMPORTS_AT_ONCE, take);
  } catch (thrown) {
    // A prefix that was forgotten can still be given when nothing was taken in without it.
    if (toOpsError(thrown).code === "connection_frozen")
      await thawConnection(ctx.db, connection.settings.name);
    throw thrown;
  }
  return tally;
}
