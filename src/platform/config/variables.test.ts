import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { loadConfig } from "./load-config.ts";
import { readSettings } from "./read-settings.ts";
import { COMPLETE, errorOf, load, problemsIn, workspaceWith } from "./testing/settings-workspace.ts";

describe("variables", () => {
  test("a secret in the environment replaces the file that ops.toml names", async () => {
    const config = await load(COMPLETE, { env: { OPS_MARKETPLACES_BESTBUY_SHOPS_MAIN_API_KEY: "from-env" } });
    expect(config.connections[0]?.apiKey.reveal()).toBe("from-env");
  });

  test("a variable ending in _FILE names the secret's file", async () => {
    const cwd = await workspaceWith(COMPLETE, { other: "other-key" });
    const env = { OPS_MARKETPLACES_BESTBUY_SHOPS_MAIN_API_KEY_FILE: join(cwd, "secrets/other") };
    expect((await loadConfig({ cwd, env, flags: {} })).connections[0]?.apiKey.reveal()).toBe("other-key");
  });

  test("DATABASE_URL is the database, unless OPS_DATABASE_URL is", async () => {
    const env = { DATABASE_URL: "postgres://a.example.com/ops" };
    expect((await load("", { env })).database.url?.reveal()).toBe("postgres://a.example.com/ops");
    const both = { ...env, OPS_DATABASE_URL: "postgres://b.example.com/ops" };
    expect((await load("", { env: both })).database.url?.reveal()).toBe("postgres://b.example.com/ops");
  });

  test("lists, numbers, truths and dates are read as what their key takes", async () => {
    const config = await load(COMPLETE, {
      env: {
        OPS_ENGINE_RETRY_AFTER_MINUTES: "1, 2,3",
        OPS_CARRIERS_CANADA_POST_OPTIONS: "SO,DNS",
        OPS_CARRIERS_CANADA_POST_THROTTLE_ENABLED: "false",
        OPS_CARRIERS_CANADA_POST_CUSTOMER_NUMBER: "0002004381",
        OPS_MARKETPLACES_BESTBUY_SHOPS_MAIN_LIVE_FROM: "2026-05-01T00:00:00Z",
      },
    });
    expect(config.engine.retryAfterMs).toEqual([60_000, 120_000, 180_000]);
    expect(config.carriers["canada-post"]).toMatchObject({
      options: ["SO", "DNS"],
      throttle: null,
      customerNumber: "0002004381",
    });
    expect(config.connections[0]?.liveFrom).toEqual(new Date("2026-05-01T00:00:00Z"));
  });

  test("any number survives the way through a variable and through a flag", async () => {
    const cwd = await workspaceWith("");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.boolean(), async (concurrency, byFlag) => {
        const text = String(concurrency);
        const env = byFlag ? {} : { OPS_ENGINE_CONCURRENCY: text };
        const flags = byFlag ? { settings: { "engine.concurrency": text } } : {};
        expect((await loadConfig({ cwd, env, flags })).engine.concurrency).toBe(concurrency);
      }),
      { numRuns: 30 },
    );
  });

  test("a shop can be described by variables alone", async () => {
    const toml = COMPLETE.slice(0, COMPLETE.indexOf("[marketplaces.bestbuy.shops.main]"));
    const shop = "OPS_MARKETPLACES_BESTBUY_SHOPS_SECOND_SHOP";
    const env = {
      [`${shop}_API_KEY`]: "k",
      [`${shop}_LIVE_FROM`]: "2026-05-01T00:00:00Z",
      [`${shop}_CARRIER`]: "canada-post",
      [`${shop}_SENDER`]: "main",
    };
    expect((await load(toml, { env })).connections.map(({ name }) => name)).toEqual(["bestbuy/second-shop"]);
  });

  test("a mistyped variable is told of, other programs' variables are left alone", async () => {
    const env = {
      OPS_ENGINE_CONCURENCY: "4",
      OPS_DATABSE_URL: "x",
      OPS_CONTRACTS_DIR: "y",
      OPS_UNRELATED: "z",
    };
    const error = await errorOf(load("", { env }));
    expect(problemsIn(error)).toEqual({
      OPS_ENGINE_CONCURENCY: "is no setting: did you mean OPS_ENGINE_CONCURRENCY?",
      OPS_DATABSE_URL: "is no setting: did you mean OPS_DATABASE_URL?",
    });
  });

  test("a variable that only begins nearly like a section is warned of, for it may be another program's", async () => {
    const env = {
      OPS_SHIPING_MAX: "1",
      OPS_RETENTON_OF_NOTHING_AT_ALL: "2",
      OPS_CONTRACTS_DIR: "y",
      OPS_ACTOR: "ana",
    };
    const { warnings } = await readSettings({ cwd: await workspaceWith(""), env, flags: {} });
    expect(warnings.map(({ key, problem }) => [key, problem])).toEqual([
      ["OPS_SHIPING_MAX", "is no setting: did you mean OPS_SHIPPING_…?"],
      ["OPS_RETENTON_OF_NOTHING_AT_ALL", "is no setting: did you mean OPS_RETENTION_…?"],
    ]);
  });

  test("a secret is refused on the command line, where others can see it", async () => {
    const settings = { "marketplaces.bestbuy.shops.main.api_key": "visible-key" };
    const error = await errorOf(load(COMPLETE, { flags: { settings } }));
    expect(problemsIn(error)["marketplaces.bestbuy.shops.main.api_key"]).toContain("api_key_file");
    expect(error.message).not.toContain("visible-key");
  });
});
