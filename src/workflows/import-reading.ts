import type { Tx } from "../db/database.ts";
import { closeFailures, recordFailure } from "../db/stores/failures.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import type { OrderReading } from "../marketplaces/mirakl/mirakl-client.ts";
import type { Connection, OpsContext } from "./context.ts";
import { observeOrder, orderIdOf } from "./observe-order.ts";

/** What taking in a list of orders came to. */
export interface ImportTally {
  new: number;
  updated: number;
  older: number;
  unreadable: number;
  /** The newest `last_updated_date` seen. */
  newest: Date | null;
}

export const emptyTally = (): ImportTally => ({ new: 0, updated: 0, older: 0, unreadable: 0, newest: null });

export const tallyText = ({ new: fresh, updated, unreadable }: ImportTally) =>
  [`${fresh} new`, `${updated} updated`, ...(unreadable > 0 ? [`${unreadable} unreadable`] : [])].join(", ");

interface Importing {
  connection: Connection;
  reading: OrderReading;
  tally: ImportTally;
  /** In a first import an id that another marketplace's order has refuses them all, for the prefix is not too late. */
  isFirst?: boolean;
  /** Runs in the same transaction, after the order was observed. */
  afterwards?(tx: Tx, orderId: string): Promise<void>;
}

/**
 * Takes in one order of a list; one that can not be read gets a failure of its own and never hides the others.
 * @throws what is not the order's own trouble: a database that is down; in a first import, a prefix that is missing
 */
export async function importReading(
  ctx: OpsContext,
  { connection, reading, tally, isFirst = false, afterwards }: Importing,
): Promise<void> {
  const { settings } = connection;
  try {
    if (!reading.ok) throw unreadable(reading);
    const { order } = reading;
    const at = ctx.clock.now();
    const orderId = orderIdOf(settings, order.marketplaceOrderId);
    const observed = await ctx.db.transaction(async (tx) => {
      const outcome = await observeOrder(tx, { settings, order, actor: ctx.actor, at });
      await closeFailures(tx, {
        relatedId: orderId,
        processName: "OrderReading",
        by: ctx.actor,
        resolution: "it was read",
        at,
      });
      await afterwards?.(tx, orderId);
      return outcome;
    });
    tally[observed] += 1;
    if (tally.newest === null || order.updatedAt > tally.newest) tally.newest = order.updatedAt;
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "unavailable" || (error.kind === "config" && isFirst)) throw error;
    tally.unreadable += 1;
    await fileUnreadable(ctx, { connection, reading, error });
  }
}

function unreadable(reading: OrderReading & { ok: false }): OpsError {
  const which = reading.marketplaceOrderId ?? "without an id";
  return new OpsError("order_invalid", `Order ${which} can not be taken in: ${reading.reason}.`);
}

async function fileUnreadable(
  ctx: OpsContext,
  { connection, reading, error }: { connection: Connection; reading: OrderReading; error: OpsError },
): Promise<void> {
  const { settings } = connection;
  const marketplaceOrderId = reading.ok ? reading.order.marketplaceOrderId : reading.marketplaceOrderId;
  if (error.kind === "bug")
    ctx.log.error({ err: error.cause, order: marketplaceOrderId }, "An order could not be taken in.");
  const isOurs = marketplaceOrderId !== null && error.code !== "connection_frozen";
  await recordFailure(ctx.db, {
    processName: "OrderReading",
    relatedId: isOurs
      ? orderIdOf(settings, marketplaceOrderId)
      : `${settings.name}:${marketplaceOrderId ?? "without-id"}`,
    connection: settings.name,
    code: error.code,
    details: error.message,
    payload: { ...error.facts, raw: reading.ok ? reading.order.raw : reading.raw },
    needs: "human",
    retryAt: null,
    at: ctx.clock.now(),
  });
}
