import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFile, rm } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { type CliShop, openCliShop } from "../../testing/cli-shop.ts";

/** Each command is a process of its own. */
setDefaultTimeout(TEST_LIMIT_MS);

let shop: CliShop;
/** Two orders with labels, then three whose purchases nobody knows of. */
let [packed, torn, found, missing, undecided] = ["", "", "", "", ""];
let beforeAnything: string;

beforeAll(async () => {
  shop = await openCliShop({
    sandbox: { orders: 5, world: { usShare: 0 }, hiddenMs: 3_600_000 },
    contract: false,
    settings: {
      acceptance: { mode: "manual" },
      in_doubt: { look_up_delays_seconds: [0.05] },
      shipping: { push_when: "packed" },
    },
  });
  [packed = "", torn = "", found = "", missing = "", undecided = ""] = shop.orderIds;
  beforeAnything = (await shop.run("labels list")).stdout;
  await shop.run("catalog import catalogue.csv");
  await shop.run("fetch-orders");
  await shop.run(["orders", "accept", packed, torn]);
  await shop.run("labels create");
  await shop.setFaults("CreateNonContractShipment:drop_after=1");
  await shop.run(["orders", "accept", found, missing, undecided]);
  await shop.run("labels create");
});
afterAll(() => shop.close());

describe("ops labels list", () => {
  test("says what comes first while there is none", () => {
    expect(beforeAnything).toBe("There are no such labels.\nnext: ops create-labels --dry-run\n");
  });

  test("tells what was bought and what each account was charged", async () => {
    const { status, data } = await shop.json("labels list --since 1h");
    expect(status).toBe(0);
    expect(data).toMatchObject({
      labels: expect.arrayContaining([
        expect.objectContaining({ order_id: packed, carrier: "canada-post", ended_at: null }),
      ]),
      totals: [{ carrier_account: "canada-post", environment: "development", labels: 2 }],
      next: null,
    });
  });
});

describe("ops labels open", () => {
  test("in a pipe says where the file is, checked against what was bought", async () => {
    const { stdout } = await shop.run(["labels", "open", packed]);
    expect(stdout).toBe(`${shop.workspace}/labels/${packed}/1-1.pdf\n`);
    const { status, data } = await shop.json(["labels", "open", packed]);
    expect(status).toBe(0);
    expect(data).toMatchObject({ order_id: packed, intact: true, opened: false });
  });

  test("a file that changed exits 1 and is not to be printed, one that is gone exits 4", async () => {
    const path = (await shop.run(["labels", "open", torn])).stdout.trim();
    await appendFile(path, "torn");
    const changed = await shop.run(["labels", "open", torn]);
    expect(changed.status).toBe(1);
    expect(changed.stdout).toContain("Do not print it");
    await rm(path);
    expect(await shop.error(["labels", "open", torn])).toMatchObject({ status: 4, code: "not_found" });
  });

  test("an order without a label exits 4", async () => {
    const { status, message } = await shop.error(["labels", "open", missing]);
    expect([status, message]).toEqual([4, `Order ${missing} has no label yet.`]);
  });
});

describe("a purchase in doubt", () => {
  test("waits for a person, who is told what to look for", async () => {
    const { stdout } = await shop.run(["orders", "show", undecided]);
    expect(stdout).toContain("nobody knows yet whether it was bought");
    expect(stdout).toContain(
      `next: ops labels found ${undecided} NUMBER, or: ops labels missing ${undecided}`,
    );
    const inbox = await shop.json<{ in_doubt: { order_id: string; words: string }[] }>("failures list");
    expect(inbox.data.in_doubt.map((doubt) => doubt.order_id)).toContain(undecided);
    expect((await shop.run("failures list")).stdout).toStartWith("In doubt: 3 label purchases\n");
    const resolved = await shop.error(["failures", "resolve", "--order", undecided, "--note", "gone"]);
    expect(resolved).toMatchObject({ status: 2, message: expect.stringContaining("must be decided first") });
  });

  test("goes on with the label that was found", async () => {
    const number = ["labels", "found", found, "7023 2100 3941 4604"];
    expect(await shop.error(["labels", "found", found, "123"])).toMatchObject({ status: 2 });
    expect(await shop.error(number)).toMatchObject({
      status: 2,
      hint: expect.stringContaining("--without-label"),
    });
    const line = [...number, "--without-label"];
    expect(await shop.json([...line, "--dry-run"])).toMatchObject({ status: 0, data: { dry_run: true } });
    expect(await shop.json(line)).toMatchObject({ status: 0, data: { done: [{ id: found }] } });
    expect(await shop.error(line)).toMatchObject({ status: 5, code: "illegal_move" });
    const { data } = await shop.json(["orders", "show", found]);
    expect(data.order).toMatchObject({ status: "tracked", tracking_number: "7023210039414604" });
  });

  test("is in doubt again when the label that was found is not the order's own", async () => {
    const line = ["labels", "disown", found];
    const asked = await shop.error(line);
    expect(asked).toMatchObject({ status: 2, hint: expect.stringContaining("--yes") });
    expect(asked.message).toContain("in doubt again and looked up");
    const { stdout } = await shop.run([...line, "--dry-run"]);
    expect(stdout).toContain(`Label 7023210039414604 is taken off order ${found}.`);
    expect(await shop.json([...line, "--yes"])).toMatchObject({ status: 0, data: { done: [{ id: found }] } });
    const { data } = await shop.json(["orders", "show", found]);
    expect(data.order).toMatchObject({ status: "accepted", tracking_number: null });
    expect(await shop.error(line)).toMatchObject({ status: 5, code: "illegal_move" });
  });

  test("is bought again only after a clear yes", async () => {
    const asked = await shop.error(["labels", "missing", missing]);
    expect(asked).toMatchObject({ status: 2, hint: expect.stringContaining("--yes") });
    expect(asked.message).toContain("a second one is bought and paid for");
    expect(await shop.json(["labels", "missing", missing, "--yes"])).toMatchObject({ status: 0 });
    const { data } = await shop.json(["orders", "show", missing]);
    expect(data.order).toMatchObject({ status: "accepted" });
  });
});

describe("a label whose file was removed", () => {
  test("is said to be removed, wherever its file would be told", async () => {
    await shop.ops.db.execute(sql`update shipments set label_pdf_path = null where order_id = ${torn}`);
    const { status, message, hint } = await shop.error(["labels", "open", torn]);
    expect([status, message]).toEqual([
      4,
      `The label file of order ${torn} was removed: it was older than retention.label_files_days keeps it.`,
    ]);
    expect(hint).toContain("carrier's site");
    expect((await shop.run(["labels", "list", "--order", torn])).stdout).toMatch(/ removed\n/);
    const page = (await shop.run(["orders", "show", torn])).stdout;
    expect(page).toMatch(/label +its file was removed/);
    expect(page).not.toContain("the label is here");
  });
});

describe("ops labels packed", () => {
  test("lets the number be told, once, and never for an order without a label", async () => {
    const before = await shop.json<{ plan: { workflow: string; due: unknown[] }[] }>(
      "tracking push --dry-run",
    );
    expect(before.data.plan.map(({ due }) => due.length)).toEqual([0, 0]);
    const { status, data } = await shop.json(["labels", "packed", packed, missing]);
    expect(status).toBe(1);
    expect(data).toMatchObject({
      done: [{ id: packed, what: "packed" }],
      failed: [{ code: "illegal_move" }],
    });
    const again = await shop.run(["labels", "packed", packed]);
    expect(again.stdout).toContain("nothing changed");
    await shop.run("push-tracking");
    expect(shop.sandbox.mirakl.shop.book.get(packed)?.order.order_state).toBe("SHIPPED");
    await shop.run("read-back-orders");
    await shop.ops.db.execute(sql`update order_observations set ship_to = null where order_id = ${packed}`);
    expect((await shop.run(["orders", "show", packed])).stdout).toMatch(/^ship to +no address is kept$/m);
  });
});
