import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findDaemon } from "../src/cli/daemon/daemon-record.ts";
import { type DaemonShop, daemonShopOpener, TRACKING_OFF } from "./support/daemon-shop.ts";
import { expectOneLabelEach, holdPurchases } from "./support/purchases.ts";
import { until } from "./support/until.ts";

const shopWith = daemonShopOpener();

const stateOf = async (shop: DaemonShop) => (await findDaemon(shop.workspace))?.state ?? null;

describe("a daemon in the background", () => {
  test("takes the orders of a fresh workspace to shipped, and once they are delivered to complete", async () => {
    const shop = await shopWith({ sandbox: { orders: 5 }, settings: { schedules: TRACKING_OFF } });
    const before = await shop.ops("daemon status");
    expect(before).toMatchObject({ status: 1, stdout: "No daemon runs here. Start it: ops daemon start\n" });

    const started = await shop.ops("daemon start --json");
    expect(started).toMatchObject({ status: 0, stderr: "" });
    const { pid } = JSON.parse(started.stdout);
    expect(await findDaemon(shop.workspace)).toMatchObject({ pid, state: "working" });
    await shop.orders(5, "shipped");
    expect(await shop.status()).toMatchObject({
      daemon: { pid, state: "working" },
      work: { open_failures: { human: 0, retry: 0 }, purchases_in_doubt: 0, pauses: [] },
      trouble: null,
    });

    await shop.setUp({});
    expect((await shop.ops("daemon reload")).status).toBe(0);
    await shop.orders(5, "complete");
    const logs = await shop.ops("daemon logs --lines 1000");
    expect(logs.stdout).toContain("The settings were read again and are in force.");
    expect(logs.stdout).not.toMatch(/error|warn/i);
    await expectOneLabelEach(shop, 5);
  });

  test("is started once, restarted with a new process, and stopped", async () => {
    const shop = await shopWith({ sandbox: { orders: 0 } });
    const pidOf = async (line: string) => JSON.parse((await shop.ops(`${line} --json`)).stdout).pid;
    const [first, same] = await Promise.all([pidOf("daemon start"), pidOf("daemon start")]);
    expect(same).toBe(first);
    expect(await shop.ops("daemon start")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`The daemon runs already, as process ${first}.`),
    });
    expect(await shop.ops("daemon")).toMatchObject({
      status: 5,
      stderr: expect.stringContaining(`already, as process ${first}.`),
    });
    const second = await pidOf("daemon restart");
    expect(second).not.toBe(first);
    expect((await findDaemon(shop.workspace))?.pid).toBe(second);
    expect(await shop.ops("daemon stop")).toMatchObject({
      status: 0,
      stdout: `The daemon, process ${second}, has stopped.\n`,
    });
    expect(await shop.ops("daemon stop")).toMatchObject({ status: 0, stdout: "No daemon runs here.\n" });
    expect((await shop.ops("daemon status")).status).toBe(1);
    expect(existsSync(join(shop.workspace, ".ops/postgres/cluster/postmaster.pid"))).toBe(false);
  });

  test("that cannot start says why, and has the error's exit status", async () => {
    const shop = await shopWith({ sandbox: { orders: 0 } });
    const taken = shop.interceptor.url.replace("http://", "");
    const { status, stderr } = await shop.ops(`daemon start --set daemon.listen=${taken}`);
    expect(status).toBe(3);
    expect(stderr).toContain(`daemon.listen ${taken} cannot be had`);
    expect(await findDaemon(shop.workspace)).toBeNull();
  });

  test("prints a unit for systemd that calls this program for this workspace", async () => {
    const shop = await shopWith({ sandbox: { orders: 0 }, settings: { daemon: { drain_seconds: 45 } } });
    const { status, stdout } = await shop.ops("daemon install --print");
    expect(status).toBe(0);
    expect(stdout).toContain(` daemon --workspace ${shop.workspace}\n`);
    expect(stdout).toContain("TimeoutStopSec=75\n");
    const named = await shop.ops("daemon install --print --user shop");
    expect(named).toMatchObject({ status: 2, stderr: expect.stringContaining("--system") });
  });
});

describe("a daemon that is told to stop", () => {
  test("finishes what is under way, and begins nothing more", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 }, settings: { engine: { concurrency: 1 } } });
    const gate = holdPurchases(shop);
    const daemon = await shop.work();
    await gate.reached;
    daemon.kill("SIGTERM");
    await until(async () => (await stateOf(shop)) === "stopping");
    expect((await shop.ops("daemon status")).stdout).toMatch(/^log +where it was started/m);
    gate.open();
    expect(await daemon.ended).toBe(0);
    expect(existsSync(join(shop.workspace, ".ops/daemon.json"))).toBe(false);
    expect(daemon.log()).toContain("The daemon has stopped.");
    await expectOneLabelEach(shop, 1);

    await shop.work();
    await shop.orders(2, "shipped");
    await expectOneLabelEach(shop, 2);
  });

  test("leaves what does not finish in time, and the next one goes on with it", async () => {
    const settings = { daemon: { drain_seconds: 0.2 } };
    const shop = await shopWith({ sandbox: { orders: 1 }, settings });
    const gate = holdPurchases(shop);
    const daemon = await shop.work();
    await gate.reached;
    daemon.kill("SIGTERM");
    expect(await daemon.ended).toBe(0);
    expect(daemon.log()).toContain("Left unfinished after 0.2 s; it is due again.");
    expect(existsSync(join(shop.workspace, ".ops/daemon.json"))).toBe(false);
    gate.open();
    await shop.work();
    await shop.orders(1, "shipped");
    await expectOneLabelEach(shop, 1);
  });

  test("leaves at once at the second Ctrl-C", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    const gate = holdPurchases(shop);
    const daemon = await shop.work();
    await gate.reached;
    daemon.kill("SIGINT");
    await until(async () => (await stateOf(shop)) === "stopping");
    daemon.kill("SIGINT");
    expect(await daemon.ended).toBe(130);
    expect((await shop.ops("daemon status")).status).toBe(1);
    expect(JSON.parse((await shop.ops("orders list --json")).stdout)).toMatchObject({
      orders: [{ status: "accepted" }],
    });
    expect((await shop.ops("daemon start")).status).toBe(0);
  });
});

describe("a daemon that reads its settings again", () => {
  test("works at once as they say, and finishes what it has begun under the old ones", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 }, settings: { engine: { concurrency: 1 } } });
    const gate = holdPurchases(shop);
    const daemon = await shop.work();
    await gate.reached;
    expect(gate.waiting()).toBe(1);
    await shop.setUp({ engine: { concurrency: 3 }, daemon: { listen: "127.0.0.1:0" } });
    daemon.kill("SIGHUP");
    await until(() => gate.waiting() === 3);
    const url = (await findDaemon(shop.workspace))?.url;
    expect(await (await fetch(`${url}/livez`)).text()).toBe("alive\n");
    gate.open();
    await shop.orders(3, "shipped");
    await expectOneLabelEach(shop, 3);
    expect((await findDaemon(shop.workspace))?.pid).toBe(daemon.pid);
  });

  test("takes the newest when it is told again before the first are in force", async () => {
    const settings = { daemon: { listen: "127.0.0.1:0" } };
    const shop = await shopWith({ sandbox: { orders: 0 }, settings, external: true });
    const daemon = await shop.work();
    const count = (words: string) => daemon.log().split(words).length - 1;
    const waiting = "Work goes on when it is back";
    shop.proxy?.cut();
    await until(() => count(waiting) === 1);
    for (const [index, more] of [{ ...settings, engine: { concurrency: 1 } }, {}].entries()) {
      await shop.setUp(more);
      daemon.kill("SIGHUP");
      await until(() => count(waiting) === index + 2);
    }
    shop.proxy?.mend();
    await until(async () => (await findDaemon(shop.workspace))?.url === null);
    expect(count("The settings were read again and are in force")).toBe(1);
  });

  test("keeps the old ones when the new ones cannot be used, and says why", async () => {
    const settings = { daemon: { listen: "127.0.0.1:0" } };
    const shop = await shopWith({ sandbox: { orders: 0 }, settings });
    const daemon = await shop.work();
    const { url } = (await findDaemon(shop.workspace)) ?? {};
    const tells = async (more: Record<string, unknown>, words: string) => {
      await shop.setUp(more);
      daemon.kill("SIGHUP");
      await until(() => daemon.log().includes(words));
      expect(await (await fetch(`${url}/readyz`)).text()).toBe("ready\n");
    };
    await tells({ engine: { concurrency: 0 } }, "engine.concurrency");
    await tells({ schedules: { "fetch-orders": { cron: "every day" } } }, "schedules.fetch-orders.cron");
    const taken = shop.interceptor.url.replace("http://", "");
    await tells({ daemon: { listen: taken } }, `daemon.listen ${taken} cannot be had`);
    expect(daemon.log().match(/The settings stay as they were/g)).toHaveLength(3);

    const databaseSince = async () => {
      const { checks } = (await (await fetch(`${url}/api/v1/health`)).json()) as {
        checks: { database: { since: string }[] };
      };
      return checks.database[0]?.since;
    };
    const before = await databaseSince();
    await tells(settings, "The settings were read again and are in force.");
    expect(await databaseSince()).toBe(before);

    await shop.setUp({ engine: { concurrency: 0 } });
    const refused = await shop.ops("daemon reload");
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining("engine.concurrency") });
    expect(await shop.ops("daemon stop")).toMatchObject({
      status: 0,
      stdout: `The daemon, process ${daemon.pid}, has stopped.\n`,
    });
  });
});
