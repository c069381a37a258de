import { describe, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { loadConfig } from "./load-config.ts";
import { readSettings } from "./read-settings.ts";
import { COMPLETE, errorOf, load, workspaceWith } from "./testing/settings-workspace.ts";

describe("where settings come from", () => {
  test("an empty ops.toml gives the defaults, which keep to the published limits", async () => {
    const config = await load("");
    expect(config.engine.retryAfterMs).toEqual([240_000, 480_000, 960_000]);
    expect(config.inDoubt.lookUpDelaysMs).toEqual([2_000, 10_000, 30_000, 120_000]);
    expect(config.acceptance.validationTries).toBe(5);
    expect(config.shipping.freshnessMs).toBe(300_000);
    expect(config.database.url).toBeNull();
    expect(config.connections).toEqual([]);
  });

  test("a connection is complete: defaults, sender, carrier and secrets from their files", async () => {
    const config = await load(COMPLETE);
    const [connection] = config.connections;
    expect(connection).toMatchObject({
      name: "bestbuy/main",
      service: "BestBuy",
      baseUrl: "https://marketplace.bestbuy.ca",
      carrierAccount: "canada-post",
      carrierCodes: { "canada-post": "CPCL" },
      requestsPerMinute: 100,
      listOrdersEverySeconds: 60,
      fetch: { overlapMs: 300_000, firstRunDays: 90, sweepHours: 24 },
      liveFrom: new Date("2026-03-01T13:00:00Z"),
    });
    expect(connection?.apiKey.reveal()).toBe("key-1");
    expect(connection?.sender.postalCode).toBe("K1A0B1");
    const account = config.carriers["canada-post"];
    expect(account).toMatchObject({
      baseUrl: "https://soa-gw.canadapost.ca",
      customerNumber: "2004381",
      mailedOnBehalfOf: "2004381",
      paymentMethod: "Account",
      throttle: { A: 646, B: 468, C: 730, D: 840, E: 20 },
      timeoutMs: 60_000,
    });
    expect(account?.username.reveal()).toBe("user-1");
  });

  test("ops.toml is found from a folder below it", async () => {
    const workspace = await workspaceWith("");
    const below = join(workspace, "a", "b");
    await mkdir(below, { recursive: true });
    expect((await loadConfig({ cwd: below, env: {}, flags: {} })).workspace).toBe(workspace);
  });

  test("a folder that was named must hold ops.toml itself", async () => {
    const workspace = await workspaceWith("");
    const error = await errorOf(loadConfig({ cwd: workspace, env: {}, flags: { workspace: "secrets" } }));
    expect(error.code).toBe("workspace_missing");
    expect(error.message).toContain(join(workspace, "secrets"));
  });

  test("no ops.toml anywhere says where it was looked for", async () => {
    const error = await errorOf(loadConfig({ cwd: "/", env: {}, flags: {} }));
    expect(error.code).toBe("workspace_missing");
    expect(error.hint).toContain("ops init");
  });

  test("the nearest source wins: flag, then environment, then file, then default", async () => {
    const toml = "[engine]\nconcurrency = 2\n";
    const env = { OPS_ENGINE_CONCURRENCY: "3" };
    const flags = { settings: { "engine.concurrency": "4" } };
    expect((await load("")).engine.concurrency).toBe(8);
    expect((await load(toml)).engine.concurrency).toBe(2);
    expect((await load(toml, { env })).engine.concurrency).toBe(3);
    expect((await load(toml, { env, flags })).engine.concurrency).toBe(4);
  });

  test("every value tells where it came from", async () => {
    const cwd = await workspaceWith(COMPLETE);
    const env = { OPS_LOG_LEVEL: "warn", OPS_CARRIERS_CANADA_POST_PASSWORD: "from-env" };
    const { entries } = await readSettings({ cwd, env, flags: { settings: { "log.format": "json" } } });
    const sources = Object.fromEntries(entries.map(({ key, source }) => [key, source]));
    expect(sources).toMatchObject({
      "log.level": "OPS_LOG_LEVEL",
      "log.format": "--set",
      "carriers.canada-post.password": "OPS_CARRIERS_CANADA_POST_PASSWORD",
      "carriers.canada-post.username": "ops.toml",
      "carriers.canada-post.language": "default",
    });
  });
});
