import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findDaemon } from "../src/cli/daemon/daemon-record.ts";
import { type DaemonShop, daemonShopOpener, TRACKING_OFF } from "./support/daemon-shop.ts";
import { expectOneLabelEach, holdPurchases, purchasesOf } from "./support/purchases.ts";
import { until } from "./support/until.ts";

const shopWith = daemonShopOpener();

/** The embedded server's process, by the file that PostgreSQL keeps. */
const postmasterOf = ({ workspace }: DaemonShop): number =>
  Number.parseInt(readFileSync(join(workspace, ".ops/postgres/cluster/postmaster.pid"), "utf8"), 10);

describe("a daemon whose database goes away", () => {
  test("says so, waits, and goes on when it is back", async () => {
    const settings = { daemon: { listen: "127.0.0.1:0", drain_seconds: 0.1 } };
    const shop = await shopWith({ sandbox: { orders: 3 }, settings, external: true });
    const gate = holdPurchases(shop);
    const daemon = await shop.work();
    const { url } = (await findDaemon(shop.workspace)) ?? {};
    const ask = (path: string) => fetch(`${url}${path}`);
    await until(() => gate.waiting() === 3);
    expect((await ask("/readyz")).status).toBe(200);

    shop.proxy?.cut();
    await until(async () => (await ask("/readyz")).status === 503);
    // What is bought now cannot be written down.
    gate.open();
    await until(async () => (await purchasesOf(shop)).length === 3);
    expect((await ask("/livez")).status).toBe(200);
    const health = await ask("/api/v1/health");
    expect(health.status).toBe(503);
    expect(health.headers.get("content-type")).toBe("application/health+json");
    expect(await health.json()).toMatchObject({
      status: "fail",
      checks: { database: [{ status: "fail", since: expect.any(String), output: expect.any(String) }] },
    });
    expect(await (await ask("/metrics")).text()).toContain("ops_database_up 0");
    expect((await shop.status()).trouble).toContain("The database cannot be used");

    shop.proxy?.mend();
    await until(async () => (await ask("/readyz")).status === 200);
    await shop.orders(3, "shipped");
    await expectOneLabelEach(shop, 3);
    expect(daemon.log().match(/Work goes on when it is back/g)).toHaveLength(1);
    expect(daemon.log().match(/The database is back after/g)).toHaveLength(1);
    // What reports a lost connection by itself tells nothing that is not told.
    expect(daemon.log()).not.toContain("The queue had trouble");

    shop.proxy?.fallSilent();
    // Its question stays without an answer, and holds the connection that it was asked on.
    expect((await ask("/api/v1/health")).status).toBe(503);
    daemon.kill("SIGTERM");
    expect(await daemon.ended).toBe(0);
    expect(daemon.log()).toContain("The database does not answer: it is left without waiting for it");
    expect(daemon.log()).toEndWith("The daemon has stopped.\n");
    expect(await findDaemon(shop.workspace)).toBeNull();
  });

  test("starts its own again when that was killed", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 } });
    const gate = holdPurchases(shop);
    const daemon = await shop.work();
    await until(() => gate.waiting() === 3);
    const killed = postmasterOf(shop);
    process.kill(killed, "SIGKILL");
    // Any other program that opened the database would start the server as well.
    await until(() => daemon.log().includes("The embedded PostgreSQL has ended; starting it again"));
    gate.open();
    await shop.orders(3, "shipped");
    await expectOneLabelEach(shop, 3);
    expect(postmasterOf(shop)).not.toBe(killed);
  });

  test("goes on after both were killed, with nothing to clean up", async () => {
    const shop = await shopWith({ sandbox: { orders: 6 }, settings: { schedules: TRACKING_OFF } });
    expect((await shop.ops("daemon start")).status).toBe(0);
    await until(async () => (await purchasesOf(shop)).length > 0);
    const daemon = await findDaemon(shop.workspace);
    process.kill(postmasterOf(shop), "SIGKILL");
    process.kill(daemon?.pid ?? Number.NaN, "SIGKILL");

    expect((await shop.ops("daemon start")).status).toBe(0);
    await shop.orders(6, "shipped");
    await shop.setUp({});
    expect((await shop.ops("daemon reload")).status).toBe(0);
    await shop.orders(6, "complete");
    await expectOneLabelEach(shop, 6);
    expect((await shop.status()).work?.open_failures).toEqual({ human: 0, retry: 0 });
  });
});
