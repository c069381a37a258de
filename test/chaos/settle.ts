import { isSettled, readBooks } from "./books.ts";
import type { ChaosShop } from "./chaos-shop.ts";
import { unlessAway } from "./unless-away.ts";

/** A claim of a dead worker falls to others after half a minute, and a dead connection is given up after one. */
const PATIENCE_MS = 150_000;
const LOOK_EVERY_MS = 500;

/**
 * Looks until nothing more happens by itself; not for ever when nothing happens at all although something should.
 * Nothing goes wrong outside any more.
 */
export async function settle(shop: ChaosShop): Promise<void> {
  await shop.outside.setFaults("");
  const daemon = shop.running.find(({ isDaemon }) => isDaemon) ?? shop.startDaemon();
  const startedMs = Date.now();
  for (;;) {
    const books = await unlessAway(() => readBooks(shop));
    const open = books?.filter((order) => !isSettled(order));
    if (open?.length === 0) return;
    if (!daemon.isRunning) {
      shop.problems.push("a daemon that was left alone has ended");
      return;
    }
    if (Date.now() - Math.max(startedMs, shop.journal.lastUnitMs) > PATIENCE_MS) {
      const waiting = open?.map(({ id, marketplace, ours }) => `${id} ${marketplace.state} ${ours?.status}`);
      shop.problems.push(
        `nothing went on for ${PATIENCE_MS / 1000} s: ${waiting?.join(", ") ?? "no database"}`,
      );
      return;
    }
    await Bun.sleep(LOOK_EVERY_MS);
  }
}
