import { findOpenFailure, recordFailure } from "../db/stores/failures.ts";
import { strandedConnections } from "../db/stores/unshipped-orders.ts";
import type { OpsContext } from "./context.ts";

/**
 * Tells a person of open orders whose shop the settings no longer have: nobody works on them. The shop's next fetch
 * takes it back.
 */
export async function reportStrandedOrders(ctx: OpsContext): Promise<void> {
  const at = ctx.clock.now();
  for (const connection of await strandedConnections(ctx.db, {
    known: [...ctx.connections.keys()],
    now: at,
  })) {
    const told = { processName: "OrderFetch", relatedId: connection };
    if (await findOpenFailure(ctx.db, told)) continue;
    await recordFailure(ctx.db, {
      ...told,
      connection,
      code: "bad_settings",
      details: `The settings have no shop ${connection}, but the database has open orders of it. Put it back, or hold what is seen to by hand.`,
      payload: { connection },
      needs: "human",
      retryAt: null,
      at,
    });
  }
}
