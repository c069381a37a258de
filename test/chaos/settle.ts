import { toDatabaseError } from "../../src/db/database-error.ts";
import { OpsError } from "../../src/domain/errors.ts";
import { type BookedOrder, isSettled, readBooks } from "./books.ts";
import type { ChaosShop } from "./chaos-shop.ts";

/** A claim of a dead worker falls to others after half a minute; look-ups and read-backs follow. */
const PATIENCE_MS = 150_000;
const LOOK_EVERY_MS = 500;
/** News of cancellations comes with the fetch of each minute; it is fetched once more where that has passed. */
const FETCH_AFTER_MS = 45_000;

/** Looks until nothing more happens by itself, for a bounded time. Nothing goes wrong outside any more. */
export async function settle(shop: ChaosShop): Promise<void> {
  await shop.outside.setFaults("");
  const daemon = shop.running[0] ?? shop.startDaemon();
  await shop.run(["orders", "fetch", "--json"]);
  const startedMs = Date.now();
  let hasFetched = false;
  for (let open = await openOrders(shop); open === null || open.length > 0; open = await openOrders(shop)) {
    const waitedMs = Date.now() - startedMs;
    if (!daemon.isRunning) {
      shop.problems.push("a daemon that was left alone has ended");
      return;
    }
    if (waitedMs > PATIENCE_MS) {
      const waiting = open?.map(({ id, marketplace, ours }) => `${id} ${marketplace.state} ${ours?.status}`);
      shop.problems.push(
        `not settled after ${PATIENCE_MS / 1000} s: ${waiting?.join(", ") ?? "no database"}`,
      );
      return;
    }
    if (waitedMs > FETCH_AFTER_MS && !hasFetched) {
      hasFetched = true;
      await shop.run(["orders", "fetch", "--json"]);
    }
    await Bun.sleep(LOOK_EVERY_MS);
  }
}

/** Null while the database is on its way back. */
async function openOrders(shop: ChaosShop): Promise<BookedOrder[] | null> {
  try {
    return (await readBooks(shop)).filter((order) => !isSettled(order));
  } catch (thrown) {
    if (toDatabaseError(thrown) instanceof OpsError) return null;
    throw thrown;
  }
}
