import { startProxy } from "../../support/half-open-proxy.ts";
import type { Scenario } from "../scenario.ts";

export const halfOpenOutside: Scenario = {
  name: "half-open-outside",
  what: "the way to marketplace and carrier half open in the same two ways, while a daemon is killed",
  orders: 30,
  database: "embedded",
  async strike(shop) {
    // Links that the carrier gave lead through it to the end.
    const proxy = await startProxy({ host: "127.0.0.1", port: shop.outside.port });
    shop.onClose(() => proxy.stop());
    await shop.configure({}, `http://127.0.0.1:${proxy.port}`);
    for (const afterwards of ["go on", "stay dead", "go on", "stay dead"] as const) {
      const daemon = shop.startDaemon();
      const adding = shop.addOrders(6);
      await shop.pass(1_500, 4_000);
      shop.note(`silent, then ${afterwards}`);
      proxy.fallSilent();
      await shop.pass(1_000, 8_000);
      await shop.kill(daemon, "daemon");
      proxy.heal(afterwards);
      await adding;
    }
  },
};
