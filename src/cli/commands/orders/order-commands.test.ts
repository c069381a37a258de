import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { ORDER_STATUSES } from "../../../domain/order-lifecycle.ts";
import { readOrderDetails } from "../../../reports/order-details.ts";
import { listOrders } from "../../../reports/orders-view.ts";
import { screenFor } from "../../output/screen.ts";
import { type CliShop, openCliShop } from "../../testing/cli-shop.ts";
import type { Ran } from "../../testing/spawn-ops.ts";
import { renderOrder } from "./render-order.ts";
import { renderOrders } from "./render-orders.ts";

interface Outcomes {
  dry_run: boolean;
  done: { id: string; what: string }[];
  failed: { id: string; code: string; message: string; hint: string }[];
}

interface Listed {
  orders: { order_id: string; status: string; holds: string[] }[];
  next: string | null;
}

/** Each command is a process of its own. */
setDefaultTimeout(TEST_LIMIT_MS);

let shop: CliShop;
/** Orders by what the tests do with them. */
let [accepted, refused, held, adopted, partial] = ["", "", "", "", ""];
let beforeFetch: Ran;

beforeAll(async () => {
  shop = await openCliShop({
    sandbox: { orders: 8, seed: 3, world: { usShare: 0 } },
    settings: { acceptance: { mode: "manual" } },
  });
  [accepted = "", refused = "", held = "", adopted = "", partial = ""] = shop.orderIds;
  beforeFetch = await shop.run("orders list");
  await shop.run("catalog import catalogue.csv");
  await shop.run("orders fetch");
});
afterAll(() => shop.close());

const statusOf = async (orderId: string): Promise<string | undefined> => {
  const { data } = await shop.json<Listed>(["orders", "list", "--search", orderId]);
  return data.orders[0]?.status;
};

describe("ops orders list", () => {
  test("says what comes first while there are none", () => {
    expect(beforeFetch).toMatchObject({
      status: 0,
      stdout: "There are no orders yet.\nnext: ops fetch-orders\n",
    });
  });

  test("gives pages in snake_case, each order once, and no customer", async () => {
    const first = await shop.json<Listed>("orders list --limit 5");
    const rest = await shop.json<Listed>([
      "orders",
      "list",
      "--limit",
      "5",
      "--after",
      first.data.next ?? "",
    ]);
    const ids = [...first.data.orders, ...rest.data.orders].map((order) => order.order_id);
    expect(ids.toSorted()).toEqual(shop.orderIds.toSorted());
    expect(rest.data.next).toBeNull();
    expect(Object.keys(first.data.orders[0] ?? {})).toEqual(
      expect.arrayContaining(["marketplace_state", "shipping_deadline", "tracking_number", "failure"]),
    );
    expect(JSON.stringify(first.data)).not.toContain("customer");
  });

  test("takes several statuses, and tells a mistyped one the nearest", async () => {
    const { data } = await shop.json<Listed>(
      "orders list --status pending_acceptance,shipped --status refused",
    );
    expect(data.orders).toHaveLength(8);
    const wrong = await shop.error("orders list --status shiped");
    expect(wrong).toMatchObject({ status: 2, code: "bad_argument", hint: "Did you mean shipped?" });
  });

  test("refuses a shop that is not there and times that are none", async () => {
    const [shopWrong, timeWrong] = await Promise.all([
      shop.error("orders list --connection bestbuy/mian"),
      shop.error("orders list --due-before soon"),
    ]);
    expect(shopWrong).toMatchObject({ status: 2, hint: "Did you mean bestbuy/main?" });
    expect(timeWrong).toMatchObject({ status: 2, message: '--due-before takes a time, not "soon".' });
  });

  test("prints all of them as CSV, and no other form beside it", async () => {
    const { stdout } = await shop.run("orders list --csv --limit 1");
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toStartWith("order_id,marketplace_order_id,");
    expect(lines).toHaveLength(9);
    expect(await shop.error("orders list --csv")).toMatchObject({ status: 2, code: "bad_argument" });
  });
});

describe("ops orders show", () => {
  test("tells lines, decision and timeline with who did it", async () => {
    const { data } = await shop.json<{
      order: { order_id: string; status: string };
      lines: { sku: string }[];
      timeline: { entries: { what: string; actor: string }[] };
    }>(["orders", "show", accepted]);
    expect(data.order).toMatchObject({ order_id: accepted, status: "pending_acceptance" });
    expect(data.lines.length).toBeGreaterThan(0);
    expect(data.timeline.entries[0]).toMatchObject({ what: "pending_acceptance", actor: "ada" });
  });

  test("an id that is not there exits 4 and names the one that was meant", async () => {
    const mistyped = `${accepted.slice(0, 3)}${accepted.slice(4)}`;
    expect(await shop.error(["orders", "show", mistyped])).toMatchObject({
      ...{ status: 4, code: "not_found", hint: `Did you mean ${accepted}?` },
    });
  });
});

describe("ops orders accept and refuse", () => {
  test("--dry-run says what would be done and does nothing", async () => {
    const { status, data } = await shop.json<Outcomes>(["orders", "accept", accepted, "nope", "--dry-run"]);
    expect(status).toBe(1);
    expect(data).toMatchObject({
      dry_run: true,
      done: [{ id: accepted, what: "would be accepted" }],
      failed: [{ id: "nope", code: "not_found" }],
    });
    expect(await statusOf(accepted)).toBe("pending_acceptance");
  });

  test("accepting sends the decision and waits for the marketplace to show it", async () => {
    const { status, data } = await shop.json<Outcomes>(["orders", "accept", accepted]);
    expect([status, data.done]).toEqual([0, [{ id: accepted, what: "accepted" }]]);
    expect(shop.sandbox.mirakl.shop.book.get(accepted)?.order.order_state).toBe("SHIPPING");
    expect(await statusOf(refused)).toBe("pending_acceptance");
  });

  test("an order that was decided exits 5", async () => {
    expect(await shop.error(["orders", "refuse", accepted])).toMatchObject({
      status: 5,
      code: "illegal_move",
    });
  });

  test("refusing ends it", async () => {
    const { data } = await shop.json<Outcomes>(["orders", "refuse", refused]);
    expect(data.done).toEqual([{ id: refused, what: "refused" }]);
  });

  test("a line can be refused of one order alone, and must be one of its own", async () => {
    const [several, strange] = await Promise.all([
      shop.error(["orders", "accept", partial, held, "--refuse-line", "1"]),
      shop.error(["orders", "accept", partial, "--refuse-line", "1"]),
    ]);
    expect(several).toMatchObject({ status: 2, code: "bad_argument" });
    expect(strange).toMatchObject({ status: 2, hint: expect.stringContaining(`${partial}-1`) });
  });
});

describe("ops orders hold and release", () => {
  test("a held order is left alone until it is released", async () => {
    const hold = await shop.json<Outcomes>([
      "orders",
      "hold",
      held,
      "--until",
      "2d",
      "--note",
      "wants a call",
    ]);
    expect(hold.data.done[0]?.what).toMatch(/^held until 20\d\d-.* UTC \(in \d+ .*\)$/);
    expect(await shop.error(["orders", "accept", held])).toMatchObject({ status: 5, code: "lost_race" });
    const list = await shop.json<Listed>("orders list --held");
    expect(list.data.orders).toMatchObject([{ order_id: held, holds: ["manual"] }]);
    const again = await shop.json<Outcomes>(["orders", "hold", held]);
    expect(again.data.done[0]?.what).toContain("nothing changed");
  });

  test("a time that is over is refused", async () => {
    expect(await shop.error(["orders", "hold", held, "--until", "2020-01-01"])).toMatchObject({ status: 2 });
  });

  test("a release shows its price first, and in a pipe asks for --yes", async () => {
    const plan = await shop.json(["orders", "release", "--reason", "manual", "--dry-run"]);
    expect(plan).toMatchObject({ status: 0, data: { released: 0, labels: 1, order_ids: [held] } });
    const asked = await shop.error(["orders", "release", held]);
    expect(asked).toMatchObject({ status: 2, hint: expect.stringContaining("--yes") });
    expect(asked.message).toContain("1 order would be released, and 1 label bought");
    const released = await shop.json(["orders", "release", held, "--yes"]);
    expect(released).toMatchObject({ status: 0, data: { released: 1 } });
    expect((await shop.run("orders release --reason manual")).stdout).toContain("nothing to release");
  });

  test("without orders and reason it asks which", async () => {
    expect(await shop.error("orders release")).toMatchObject({ status: 2, code: "bad_argument" });
  });
});

describe("ops orders adopt", () => {
  const write = (text: string) => Bun.write(join(shop.workspace, "adopt.csv"), text);

  test("a file with a wrong line is refused whole, line by line", async () => {
    await write(`order,carrier,number\n${adopted},canadapost,1\n${adopted},canada-post,\n`);
    const { status, message } = await shop.error("orders adopt adopt.csv");
    expect(status).toBe(2);
    expect(message).toContain("line 2 names the carrier canadapost");
    expect(message).toContain("did you mean canada-post?");
    expect(message).toContain("line 3 has no number");
    expect(message).toContain(`line 3 names order ${adopted}, as line 2 does`);
  });

  test("a file that is not there is named", async () => {
    expect((await shop.error("orders adopt nothing.csv")).message).toBe(
      "nothing.csv cannot be read: there is no such file.",
    );
  });

  test("what can be adopted is, and the rest is told; a rehearsal changes nothing", async () => {
    await shop.run(["orders", "accept", adopted]);
    await write(`order;carrier;number\n${adopted};canada-post;7023 2100 3941 4604\nnope;canada-post;12\n`);
    const rehearsed = await shop.json("orders adopt adopt.csv --dry-run");
    const done = await shop.json("orders adopt adopt.csv");
    for (const { status, data } of [rehearsed, done]) {
      expect(status).toBe(1);
      expect(data).toMatchObject({
        adopted: [{ order_id: adopted, number: "7023210039414604" }],
        failed: [{ id: "nope", code: "not_found" }],
      });
    }
    expect(await statusOf(adopted)).toBe("tracked");
  });
});

test("the tables and the page of an order fit into 80 columns", async () => {
  const { db } = shop.ops;
  const now = new Date(Date.UTC(2030, 0, 1));
  const screen = screenFor({ isTTY: true, columns: 80, coloured: false });
  const { orders } = await listOrders(db, { at: now });
  const details = await Promise.all(
    orders.map(({ orderId }) => readOrderDetails(db, { id: orderId, at: now })),
  );
  const texts = [
    renderOrders({ orders, next: null, now, isFiltered: false }, screen),
    ...details.map((one) => renderOrder(one, { screen, now })),
  ];
  const wide = texts.flatMap((text) => text.split("\n")).filter((line) => line.length > 80);
  expect(wide).toEqual([]);
  expect(texts.join("")).toContain("ship to");
  expect(ORDER_STATUSES.filter((status) => texts[0]?.includes(status)).length).toBeGreaterThan(2);
});
