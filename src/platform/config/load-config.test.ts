import { afterEach, describe, expect, test } from "bun:test";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { OpsError } from "../../domain/errors.ts";
import { loadConfig } from "./load-config.ts";
import type { Problem } from "./problems.ts";
import { readSettings, type SettingsInput } from "./read-settings.ts";

const COMPLETE = `
[senders.main]
company = "Example Goods"
phone = "613-555-0100"
address_line_1 = "1 Example Street"
city = "Ottawa"
province = "ON"
postal_code = "k1a 0b1"

[carriers.canada-post]
type = "canada-post"
environment = "production"
username_file = "secrets/user"
password_file = "secrets/password"
customer_number = 2004381
contract_id = "0042708517"

[marketplaces.bestbuy]
base_url = "https://marketplace.bestbuy.ca/"
environment = "production"
service = "BestBuy"
carrier_codes = { canada-post = "CPCL" }

[marketplaces.bestbuy.shops.main]
api_key_file = "secrets/key"
live_from = 2026-03-01T08:00:00-05:00
carrier = "canada-post"
sender = "main"
`;

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function workspaceWith(toml: string, secrets: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ops-settings-"));
  folders.push(folder);
  await mkdir(join(folder, "secrets"));
  await writeFile(join(folder, "ops.toml"), toml);
  for (const [name, value] of Object.entries({
    user: "user-1\n",
    password: "pass-1",
    key: "key-1",
    ...secrets,
  })) {
    await writeFile(join(folder, "secrets", name), value, { mode: 0o600 });
  }
  return folder;
}

const load = async (toml: string, input: Partial<SettingsInput> = {}) =>
  loadConfig({ cwd: await workspaceWith(toml), env: {}, flags: {}, ...input });

async function errorOf(promise: Promise<unknown>): Promise<OpsError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof OpsError)) throw new Error(`Expected an OpsError, got ${thrown}`);
  return thrown;
}

const problemsIn = (error: OpsError): Record<string, string> =>
  Object.fromEntries((error.facts.problems as Problem[]).map(({ key, problem }) => [key, problem]));

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

  test("a secret is refused on the command line, where others can see it", async () => {
    const settings = { "marketplaces.bestbuy.shops.main.api_key": "visible-key" };
    const error = await errorOf(load(COMPLETE, { flags: { settings } }));
    expect(problemsIn(error)["marketplaces.bestbuy.shops.main.api_key"]).toContain("api_key_file");
    expect(error.message).not.toContain("visible-key");
  });
});

describe("wrong settings", () => {
  test("one message lists every problem with its key", async () => {
    const toml = `
max_labels_per_day = 5
[engine]
concurency = 4
retry_after_minutes = [4, "8"]
[acceptance]
mode = "atuo"
[http]
attempts = 0
[carriers.canada-post]
type = "canada-post"
environment = "production"
username = ""
password_file = "nowhere"
customer_number = "12x"
[marketplaces.bestbuy]
base_url = "marketplace.example.com"
environment = "production"
[marketplaces.bestbuy.shops.main]
live_from = 2026-03-01
carrier = "canadapost"
sender = "main"
`;
    const error = await errorOf(load(toml, { env: { OPS_LOG_LEVEL: "loud" } }));
    expect(error.code).toBe("bad_settings");
    expect(problemsIn(error)).toEqual({
      max_labels_per_day: "is no setting here: it belongs under [shipping]",
      "engine.concurency": "is no setting: did you mean concurrency?",
      "engine.retry_after_minutes[2]": 'must be a number, not "8"',
      "acceptance.mode": 'must be one of auto, guarded, manual, not "atuo" (did you mean auto?)',
      "http.attempts": "must be at least 1, not 0",
      "log.level": 'must be one of debug, info, warn, error, not "loud"',
      "carriers.canada-post.username": "is empty",
      "carriers.canada-post.password": "its file nowhere does not exist",
      "carriers.canada-post.customer_number": 'must be 1 to 10 digits, not "12x"',
      "marketplaces.bestbuy.base_url":
        'must be an address such as https://marketplace.example.com, not "marketplace.example.com"',
      "marketplaces.bestbuy.shops.main.live_from":
        'must be a time with its zone, such as 2026-03-01T08:00:00Z, not "2026-03-01"',
      "marketplaces.bestbuy.shops.main.api_key":
        "is missing: set OPS_MARKETPLACES_BESTBUY_SHOPS_MAIN_API_KEY, or name a file with api_key_file",
      "marketplaces.bestbuy.shops.main.carrier":
        "names [carriers.canadapost], which does not exist: did you mean canada-post?",
      "marketplaces.bestbuy.shops.main.sender":
        "names [senders.main], which does not exist: there is none yet",
    });
    for (const key of Object.keys(problemsIn(error))) expect(error.message).toContain(`  ${key} `);
    expect(error.message).toContain("(OPS_LOG_LEVEL)");
  });

  test("TOML that cannot be read is shown with line, column and place", async () => {
    const error = await errorOf(load("[engine]\nconcurrency = \n"));
    expect(error.code).toBe("bad_settings");
    expect(error.message).toContain("ops.toml:2:15");
    expect(error.message).toContain("concurrency = ");
  });

  test("choices that exclude each other are told of before the carrier refuses them", async () => {
    const toml = COMPLETE.replace(
      'contract_id = "0042708517"',
      'payment_method = "Account"\nlabel_encoding = "ZPL"\nlabel_format = "8.5x11"\ncustoms = { reason_for_export = "OTH", currency = "USD" }',
    );
    expect(Object.keys(problemsIn(await errorOf(load(toml))))).toEqual([
      "carriers.canada-post.customs.conversion_from_cad",
      "carriers.canada-post.customs.other_reason",
      "carriers.canada-post.label_encoding",
      "carriers.canada-post.payment_method",
    ]);
  });

  test("a database address of another kind is refused without showing it", async () => {
    const error = await errorOf(load("", { env: { DATABASE_URL: "mysql://me:hidden@db.example.com/ops" } }));
    expect(error.message).toContain("database.url must begin with postgres:// (DATABASE_URL)");
    expect(error.message).not.toContain("hidden");
  });

  test("the value of a secret is in no message, whatever else is wrong", async () => {
    const toml = COMPLETE.replace('api_key_file = "secrets/key"', 'api_key = "very-private"\nkey = 1');
    const error = await errorOf(load(toml));
    expect(JSON.stringify([error.message, error.facts])).not.toContain("very-private");
  });

  test("no text in any key makes reading fail in another way than bad_settings", async () => {
    const keys = fc.constantFrom("database", "log", "engine", "carriers", "marketplaces", "senders");
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant([]));
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.oneof(scalar, fc.dictionary(fc.constantFrom("url", "level", "x"), scalar)),
        async (key, value) => {
          const cwd = await workspaceWith("");
          await writeFile(join(cwd, "ops.toml"), (await import("smol-toml")).stringify({ [key]: value }));
          const outcome = await loadConfig({ cwd, env: {}, flags: {} }).then(
            () => "loaded",
            (error: unknown) => (error instanceof OpsError ? error.code : error),
          );
          expect(["loaded", "bad_settings"]).toContain(outcome as string);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("test and production", () => {
  const mismatch = async (change: (toml: string) => string) => errorOf(load(change(COMPLETE)));

  test("a production marketplace does not take a development carrier account", async () => {
    const error = await mismatch((toml) =>
      toml.replace('environment = "production"', 'environment = "development"'),
    );
    expect(error.code).toBe("environment_mismatch");
    expect(problemsIn(error)["marketplaces.bestbuy.shops.main.carrier"]).toContain(
      "an account for development",
    );
  });

  test("a host known to be real is not taken for a test", async () => {
    const error = await mismatch((toml) =>
      toml.replaceAll('environment = "production"', 'environment = "development"'),
    );
    expect(error.code).toBe("environment_mismatch");
    expect(problemsIn(error)["marketplaces.bestbuy.environment"]).toContain(
      "marketplace.bestbuy.ca is production",
    );
  });

  test("the sandbox on one side only is refused", async () => {
    const error = await mismatch((toml) =>
      toml.replace('type = "canada-post"', 'type = "canada-post"\nbase_url = "http://127.0.0.1:4000"'),
    );
    expect(error.code).toBe("environment_mismatch");
  });

  test("keys do not travel unencrypted", async () => {
    const error = await mismatch((toml) =>
      toml.replace("https://marketplace.bestbuy.ca/", "http://shop.example.com"),
    );
    expect(error.message).toContain("must begin with https");
  });
});

describe("secrets", () => {
  test("a secret in ops.toml works and is warned of", async () => {
    const cwd = await workspaceWith(
      COMPLETE.replace('api_key_file = "secrets/key"', 'api_key = "inline-key"'),
    );
    const { config, warnings } = await readSettings({ cwd, env: {}, flags: {} });
    expect(config.connections[0]?.apiKey.reveal()).toBe("inline-key");
    expect(warnings.map(({ key }) => key)).toEqual(["marketplaces.bestbuy.shops.main.api_key"]);
  });

  test("a secret file that others may read is warned of", async () => {
    const cwd = await workspaceWith(COMPLETE);
    await chmod(join(cwd, "secrets/key"), 0o644);
    const { warnings } = await readSettings({ cwd, env: {}, flags: {} });
    expect(warnings[0]?.problem).toContain("chmod 600 secrets/key");
  });

  test("a secret and its file together are refused", async () => {
    const toml = COMPLETE.replace("api_key_file", 'api_key = "x"\napi_key_file');
    expect(problemsIn(await errorOf(load(toml)))["marketplaces.bestbuy.shops.main.api_key"]).toContain(
      "twice",
    );
  });

  test("printing the settings shows no secret", async () => {
    const config = await load(COMPLETE);
    const printed = `${JSON.stringify(config)}${Bun.inspect(config, { depth: 10 })}`;
    for (const value of ["key-1", "pass-1", "user-1"]) expect(printed).not.toContain(value);
  });
});
