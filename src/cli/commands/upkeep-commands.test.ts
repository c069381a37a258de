import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TEST_LIMIT_MS } from "../../../test/support/test-limit.ts";
import { pause, resume } from "../../db/stores/pauses.ts";
import { type CliShop, openCliShop } from "../testing/cli-shop.ts";
import { runOps } from "../testing/spawn-ops.ts";

interface Diagnosis {
  ok: boolean;
  findings: { area: string; check: string; level: string; detail: string; next: string | null }[];
}

/** Each command is a process of its own. */
setDefaultTimeout(TEST_LIMIT_MS);

let shop: CliShop;
beforeAll(async () => {
  shop = await openCliShop({ sandbox: { orders: 2, world: { usShare: 0 } } });
  await shop.run("fetch-orders");
});
afterAll(() => shop.close());

describe("ops doctor", () => {
  const diagnose = async (env: Record<string, string> = {}) => {
    const { status, stdout } = await shop.run("doctor --json", env);
    const data: Diagnosis = JSON.parse(stdout);
    return { status, stdout, ...data, bad: data.findings.filter(({ level }) => level === "bad") };
  };

  test("finds nothing bad in a shop that works, and has asked everybody", async () => {
    const { status, ok, findings } = await diagnose();
    expect([status, ok]).toEqual([0, true]);
    const checked = findings.map(({ area, check }) => `${area} ${check}`);
    expect(checked).toEqual(
      expect.arrayContaining([
        ...["settings ops.toml", "labels folder", "labels disk", "database server", "database rules"],
        ...[
          "bestbuy/main marketplace",
          "bestbuy/main key",
          "bestbuy/main carrier codes",
          "bestbuy/main clock",
        ],
        ...["carrier canada-post account", "work pauses", "work in doubt", "work acceptance"],
      ]),
    );
  });

  test("a key that is refused is bad, with the next step, and is not printed", async () => {
    const { status, bad, stdout } = await diagnose({
      OPS_MARKETPLACES_BESTBUY_SHOPS_MAIN_API_KEY: "wrong-key-1234",
    });
    expect(status).toBe(1);
    expect(bad).toMatchObject([{ area: "bestbuy/main", check: "key" }, { check: "carrier codes" }]);
    expect(bad[0]?.next).toContain("Put a valid key into the settings");
    expect(stdout).not.toContain("wrong-key-1234");
  });

  test("credentials that a carrier refuses are told of with what mends them", async () => {
    const { bad } = await diagnose({ OPS_CARRIERS_CANADA_POST_PASSWORD: "mistyped-password" });
    expect(bad).toMatchObject([{ area: "carrier canada-post", check: "account" }]);
    expect(bad[0]?.next).toContain("Put a valid key into the settings");
    expect(bad[0]?.next).not.toContain("network");
  });

  test("works when the database does not", async () => {
    const { status, bad } = await diagnose({ DATABASE_URL: "postgresql://ops:hidden@127.0.0.1:1/ops" });
    expect(status).toBe(1);
    expect(bad).toMatchObject([{ area: "database", check: "server" }]);
  });

  test("lists every setting that is wrong", async () => {
    const { status, bad } = await diagnose({
      OPS_ENGINE_CONCURRENCY: "many",
      OPS_LABELS_FOLDR: "here",
    });
    expect(status).toBe(1);
    expect(bad.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("engine.concurrency must be"),
      expect.stringContaining("OPS_LABELS_FOLDR is no setting"),
    ]);
  });

  test("with the database down does not send anybody round in a circle", async () => {
    const { bad } = await diagnose({ DATABASE_URL: "postgres://ops@127.0.0.1:1/ops" });
    expect(bad.map(({ area }) => area)).toEqual(["database"]);
    expect(bad[0]?.next).toContain("database.url");
    expect(bad[0]?.next).not.toContain("ops doctor");
  });

  test("outside a workspace says how to make one", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "ops-nowhere-"));
    const { status, stdout } = await runOps("doctor", { cwd });
    await rm(cwd, { recursive: true });
    expect(status).toBe(1);
    expect(stdout).toContain("ops init");
  });
});

describe("ops pause and resume", () => {
  test("stop a workflow, tell so in a run, and let it go on", async () => {
    expect((await shop.json("pause accept-orders --reason holiday --dry-run")).data).toMatchObject({
      dry_run: true,
    });
    expect(await shop.json("pause accept-orders --reason holiday")).toMatchObject({ status: 0 });
    expect((await shop.run("pause accept-orders")).stdout).toContain("nothing changed");
    const planned = await shop.run("accept-orders --dry-run");
    expect(planned.stderr).toContain("accept-orders is paused (holiday); to go on: ops resume accept-orders");
    expect(planned.stdout).toMatch(/^accept-orders +0/m);
    const { status, stdout } = await shop.run("doctor");
    expect([status, stdout]).toEqual([1, expect.stringContaining("→ ops resume accept-orders")]);
    expect(stdout.replace(/\s+/g, " ")).toMatch(
      /accept-orders is paused: holiday \(by ada, (now|\d+ s ago)\)/,
    );
    expect(await shop.error("resume accept-order")).toMatchObject({
      ...{ status: 4, hint: "Did you mean accept-orders?" },
    });
    expect((await shop.json("resume accept-orders")).data).toMatchObject({ done: [{ id: "accept-orders" }] });
    expect((await shop.run("accept-orders --dry-run")).stdout).toMatch(/^accept-orders +2/m);
  });

  test("a run that trouble keeps from its work is no success, one that a person keeps from it is", async () => {
    const pausedFor = async (code: "paused" | "credentials_rejected") => {
      const pausing = {
        scope: "workflow:push-tracking",
        code,
        reason: "it is so",
        by: "ada",
        at: new Date(),
      };
      await pause(shop.ops.db, pausing);
      const { status } = await shop.run("run --only fetch-orders");
      await resume(shop.ops.db, pausing);
      return status;
    };
    expect(await pausedFor("paused")).toBe(0);
    expect(await pausedFor("credentials_rejected")).toBe(1);
  });

  test("a name of nothing exits 4", async () => {
    expect(await shop.error("pause accept-order")).toMatchObject({
      ...{ status: 4, hint: "Did you mean accept-orders?" },
    });
    expect(await shop.error("resume accept-orders")).toMatchObject({ status: 4, code: "not_found" });
  });
});

test("ops run refuses a workflow that is not there", async () => {
  expect(await shop.error("run --only create-label")).toMatchObject({
    ...{ status: 2, hint: "Did you mean --only create-labels?" },
  });
});

describe("ops catalog", () => {
  const write = (text: string) => Bun.write(join(shop.workspace, "products.csv"), text);

  test("is empty at first", async () => {
    expect((await shop.run("catalog list")).stdout).toBe(
      "The catalogue is empty.\nnext: ops catalog import FILE.csv\n",
    );
  });

  test("takes a file whole or tells every bad cell; good rows alone when asked", async () => {
    await write("sku,weight_grams\nA-1,200\nA-2,heavy\n");
    const refused = await shop.run("catalog import products.csv");
    expect(refused.status).toBe(1);
    expect(refused.stdout).toMatch(/3 +weight_grams +heavy/);
    expect(refused.stdout).toContain("Nothing was taken in");
    const taken = await shop.json("catalog import products.csv --skip-bad-rows");
    expect(taken).toMatchObject({ status: 1, data: { imported: 1, problems: [{ line: 3 }] } });
    expect((await shop.json("catalog list")).data).toMatchObject({
      ...{ products: [{ sku: "A-1", weight_grams: 200 }], next: null },
    });
    expect((await shop.run("catalog list --search zzz")).stdout).toBe("No product is like that.\n");
  });
});

describe("ops api-calls", () => {
  test("lists what was called, and shows one with what came back and no key", async () => {
    const { data } = await shop.json<{ calls: { call_id: number; endpoint: string }[] }>(
      "api-calls list --service BestBuy --since 1h",
    );
    const call = data.calls.find(({ endpoint }) => endpoint === "ListCarriers");
    const shown = await shop.run(["api-calls", "show", String(call?.call_id)]);
    expect(shown.stdout).toContain("BestBuy ListCarriers  succeeded");
    expect(shown.stdout).toContain('"code": "CPCL"');
    expect(shown.stdout).not.toContain("sandbox-mirakl-key");
  });

  test("an empty answer is said so, ids that are none are refused", async () => {
    expect((await shop.run("api-calls list --service Nobody")).stdout).toBe("There are no such calls.\n");
    expect(await shop.error("api-calls show 999999")).toMatchObject({ status: 4 });
    expect(await shop.error("api-calls show first")).toMatchObject({ status: 2 });
  });
});
