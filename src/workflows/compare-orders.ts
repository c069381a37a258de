import { findOrder } from "../db/stores/orders.ts";
import { unshippedOrders } from "../db/stores/unshipped-orders.ts";
import { forEachAtOnce } from "../platform/for-each-at-once.ts";
import type { Connection, OpsContext } from "./context.ts";
import { OPEN_STATES } from "./fetch-orders.ts";
import { emptyTally, importReading } from "./import-reading.ts";
import { orderIdOf } from "./observe-order.ts";

/** A shop's open orders, ours beside the marketplace's. */
export interface ComparedOrders {
  connection: string;
  both: number;
  /** We did not have them; they are taken in now. */
  onlyTheirs: { orderId: string; state: string }[];
  /** The marketplace does not show them, not even when asked by their ids. */
  onlyOurs: { orderId: string; status: string }[];
  /** They came, but could not be read: each has its failure. */
  unreadable: number;
}

const IMPORTS_AT_ONCE = 8;

/** Reads a shop's open orders (OR11), and by their ids those that we alone take for open. What it learns is observed. */
export async function compareOrders(ctx: OpsContext, connection: Connection): Promise<ComparedOrders> {
  const { settings, client } = connection;
  const tally = emptyTally();
  const seen = new Set<string>();
  const onlyTheirs: ComparedOrders["onlyTheirs"] = [];
  const ours = await unshippedOrders(ctx.db, settings.name);
  type Reading = Parameters<typeof importReading>[1]["reading"];
  const take = async (reading: Reading) => {
    const id = reading.ok ? reading.order.marketplaceOrderId : reading.marketplaceOrderId;
    if (id !== null) {
      const orderId = orderIdOf(settings, id);
      seen.add(orderId);
      if (reading.ok && !(await findOrder(ctx.db, orderId)))
        onlyTheirs.push({ orderId, state: reading.order.state });
    }
    await importReading(ctx, { connection, reading, tally });
  };
  await forEachAtOnce(client.listOrders({ states: [...OPEN_STATES] }), IMPORTS_AT_ONCE, take);
  const unseen = ours.filter(({ orderId }) => !seen.has(orderId));
  const ids = unseen.map(({ marketplaceOrderId }) => marketplaceOrderId);
  if (ids.length > 0)
    await forEachAtOnce(
      client.readOrders(async () => ids),
      IMPORTS_AT_ONCE,
      take,
    );
  const onlyOurs = unseen.filter(({ orderId }) => !seen.has(orderId));
  return {
    connection: settings.name,
    both: ours.length - onlyOurs.length,
    onlyTheirs,
    onlyOurs: onlyOurs.map(({ orderId, status }) => ({ orderId, status })),
    unreadable: tally.unreadable,
  };
}
