import { describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import type { Ops } from "../src/app.ts";
import { defaultAccounts } from "../src/sandbox/canada-post/accounts.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { callsTo, openFailures } from "./support/inside.ts";
import { setFaults } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const API_KEY = 'seeded-Key/of+the="shop"&co';
const USERNAME = "seeded-user-0001";
const PASSWORD = "seeded-<pass>&'word'";
const ZONOS_KEY = "seeded-zonos-key";

const UNTIL_LABELS = ["fetch-orders", "accept-orders", "read-back-orders"];

/** Every form in which a secret may come to rest. */
const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Bun.escapeHTML(secret),
];
const FORMS = [
  ...[API_KEY, USERNAME, PASSWORD, ZONOS_KEY].flatMap(formsOf),
  Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64"),
];

const settings = (more: { apiKey?: string; password?: string } = {}) => ({
  carriers: {
    "canada-post": {
      username: USERNAME,
      password: more.password ?? PASSWORD,
      customs: { zonos_key: ZONOS_KEY },
    },
  },
  marketplaces: { bestbuy: { shops: { main: { api_key: more.apiKey ?? API_KEY } } } },
});

/** Tables, ours and the queue's, with rows that hold any form of a secret anywhere. */
async function leaksIn({ db }: Ops): Promise<string[]> {
  const tables = await db.execute<{ name: string }>(sql`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema in ('public', 'pgboss')`);
  expect(tables.length).toBeGreaterThan(20);
  const leaks: string[] = [];
  for (const { name } of tables) {
    const rows = await db.execute<{ row: unknown }>(sql`select to_jsonb(t) as row from ${sql.raw(name)} t`);
    if (textsIn(rows).filter(isNoLink).some(isLeak)) leaks.push(name);
  }
  return leaks;
}

const isLeak = (text: string) => FORMS.some((form) => text.includes(form));

/** The carrier's links to labels name the user; it is the password that opens them. */
const isNoLink = (text: string) => !/\/rs\/artifact\/[^/]+\/\d+\/0$/.test(text);

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

const isChange = (request: Request) => request.method !== "GET";
const isList = (request: Request) => new URL(request.url).pathname.startsWith("/api/shipping/");

/** Refuses some calls, and tells the caller's credentials back. */
function tellCredentialsBack(shop: Shop, refuses: (request: Request) => boolean): void {
  shop.interceptor?.handle(async (request, forward) => {
    if (!refuses(request)) return forward();
    const told = `Not with ${request.headers.get("authorization")} ${API_KEY} ${USERNAME}:${PASSWORD} ${ZONOS_KEY}`;
    if (request.method !== "POST") return Response.json({ message: told, status: 400 }, { status: 400 });
    const message = `<message><code>2500</code><description>${Bun.escapeHTML(told)}</description></message>`;
    return new Response(`<messages xmlns="http://www.canadapost.ca/ws/messages">${message}</messages>`, {
      status: 400,
      headers: { "content-type": "application/vnd.cpc.shipment-v8+xml" },
    });
  });
}

describe("secrets", () => {
  test("come to rest in no row and no line, whatever is refused, lost or told back", async () => {
    const [account] = defaultAccounts;
    if (!account) throw new Error("The sandbox has no account.");
    const shop = await shopWith({
      intercepted: true,
      sandbox: {
        orders: 6,
        world: { usShare: 0.5 },
        mirakl: { apiKeys: [{ key: API_KEY }] },
        canadaPost: { accounts: [{ ...account, username: USERNAME, password: PASSWORD }] },
      },
      settings: { ...settings(), log: { level: "debug" } },
    });
    const refused = await shop.openAnother("refused", settings({ apiKey: `${API_KEY}-old` }));
    await runCycle(refused);
    const locked = await shop.openAnother("locked", settings({ password: `${PASSWORD}-old` }));
    tellCredentialsBack(shop, isList);
    await runCycle(shop.ops, { only: ["fetch-orders"] });
    shop.interceptor?.handle(null);
    await runCycle(locked);
    tellCredentialsBack(shop, isChange);
    await runCycle(shop.ops);
    shop.interceptor?.handle(null);
    await shop.tell("orders", { count: 3 });
    await runCycle(shop.ops, { only: [...UNTIL_LABELS, "create-labels"] });
    tellCredentialsBack(shop, isChange);
    await runCycle(shop.ops);
    shop.interceptor?.handle(null);
    await shop.tell("orders", { count: 3 });
    await setFaults(shop, "malformed=0.2,html=0.1,status500=0.1");
    await settle(shop);

    const told = (await openFailures(shop)).filter(({ details }) => details.includes("[redacted]"));
    expect(told.map(({ processName }) => processName).sort()).toEqual([
      ...Array(6).fill("ShippingLabelCreation"),
      ...Array(3).fill("TrackingUpdate"),
    ]);
    expect((await callsTo(shop, "CreateShipment")).length).toBeGreaterThan(0);
    expect(await leaksIn(shop.ops)).toEqual([]);
    expect(shop.log.filter(isLeak)).toEqual([]);
    expect(shop.log.length).toBeGreaterThan(0);
  });

  test("would be found by this search", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    for (const form of FORMS) {
      await shop.ops.db.execute(
        sql`insert into operations (at, scope, action, status, actor, meta)
            values (now(), 'order', 'accept', 'OK', 'test', ${JSON.stringify({ form })}::jsonb)`,
      );
      expect([form, await leaksIn(shop.ops)]).toEqual([form, ["public.operations"]]);
      await shop.ops.db.execute(sql`delete from operations where scope = 'order'`);
    }
  });
});
