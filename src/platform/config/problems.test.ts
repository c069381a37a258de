import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { OpsError } from "../../domain/errors.ts";
import { loadConfig } from "./load-config.ts";
import { COMPLETE, errorOf, load, problemsIn, workspaceWith } from "./testing/settings-workspace.ts";

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

  test("waits are never negative, and there is at least one where one is needed", async () => {
    const toml = "[in_doubt]\nlook_up_delays_seconds = []\n[engine]\nretry_after_minutes = [4, -1]\n";
    expect(problemsIn(await errorOf(load(toml)))).toEqual({
      "in_doubt.look_up_delays_seconds": "needs at least 1 entry",
      "engine.retry_after_minutes[2]": "must be at least 0, not -1",
    });
    expect((await load("[engine]\nretry_after_minutes = []\n")).engine.retryAfterMs).toEqual([]);
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
