import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { recordFailure } from "../../../db/stores/failures.ts";
import { pause } from "../../../db/stores/pauses.ts";
import { ERROR_CODES, type ErrorCode } from "../../../domain/error-codes.ts";
import { type FailureGroup, groupFailures, listFailures } from "../../../reports/failures-inbox.ts";
import { screenFor } from "../../output/screen.ts";
import { type CliShop, openCliShop } from "../../testing/cli-shop.ts";
import { renderFailureGroups, renderFailureRows } from "./render-failures.ts";

interface Inbox {
  groups: { code: string; failures: number; nearest_deadline: string }[];
  failures: { failure_id: number; related_id: string; process: string }[];
}

/** Each command is a process of its own. */
setDefaultTimeout(TEST_LIMIT_MS);

let shop: CliShop;
let beforeAnything: string;
let firstRun: { status: number; stdout: string };
let inbox: Inbox;

beforeAll(async () => {
  shop = await openCliShop({ sandbox: { orders: 3, world: { usShare: 0 } } });
  beforeAnything = (await shop.run("failures list")).stdout;
  firstRun = await shop.run("run");
  inbox = (await shop.json<Inbox>("failures list")).data;
});
afterAll(() => shop.close());

const idOf = (index: number): string => String(inbox.failures[index]?.failure_id);

describe("ops failures list", () => {
  test("says that nothing failed", () => {
    expect(beforeAnything).toStartWith("Nothing failed.\n");
  });

  test("a run in which units failed exits 1 and leads here", () => {
    expect(firstRun.status).toBe(1);
    expect(firstRun.stdout).toContain("product_unknown");
    expect(firstRun.stdout).toContain("next: ops failures list");
  });

  test("groups by cause, and has each one too", async () => {
    expect(inbox.groups).toMatchObject([{ code: "product_unknown", failures: 3 }]);
    expect(inbox.failures.map((failure) => failure.related_id).toSorted()).toEqual(shop.orderIds.toSorted());
    const grouped = await shop.run("failures list");
    expect(grouped.stdout).toStartWith("3 × ShippingLabelCreation product_unknown\n");
    expect((await shop.run("failures list --all")).stdout.split("\n")).toHaveLength(7);
  });

  test("a group tells of both ends of its time and of both needs, without a page of its failures", () => {
    const now = new Date(Date.UTC(2030, 0, 1));
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    const group = {
      ...({ process: "ShippingLabelCreation", code: "timed_out", ...ERROR_CODES.timed_out } as const),
      ...{ failures: 60, human: 1, firstAt: ago(180), lastAt: ago(2), nearestDeadline: null },
      ...{ retryAt: ago(-3), examples: ["1", "2", "3", "4", "5"], newest: "5", details: "No answer." },
    };
    const screen = screenFor({ isTTY: true, columns: 80, coloured: false });
    const text = renderFailureGroups([group], { screen, now, isFiltered: false });
    expect(text).toContain("seen   first 3 h ago, last 2 min ago\n");
    expect(text).toContain("need   1 you, 59 another try\n");
    expect(text).toContain("which  1, 2, 3, 4, 5, and 55 more\n");
    expect(text).toContain("again  in 3 min, by itself, the first\n");
  });

  test("filters; a word that is none gets the nearest", async () => {
    const [one, none, wrongCode, wrongProcess] = await Promise.all([
      shop.json<Inbox>(["failures", "list", "--order", shop.orderIds[0] ?? ""]),
      shop.run("failures list --process TrackingUpdate"),
      shop.error("failures list --code product_unkown"),
      shop.error("failures list --process TrackingUpdates"),
    ]);
    expect(one.data.failures).toHaveLength(1);
    expect(none.stdout).toBe("Nothing failed that is like that.\n");
    expect(wrongCode).toMatchObject({ status: 2, hint: "Did you mean product_unknown?" });
    expect(wrongProcess).toMatchObject({ status: 2, hint: "Did you mean TrackingUpdate?" });
  });

  test("fits into 80 columns, by cause and one by one", async () => {
    const { db } = shop.ops;
    const page = { groups: await groupFailures(db, {}), ...(await listFailures(db, {})) };
    const screen = screenFor({ isTTY: true, columns: 80, coloured: false });
    const inbox80 = { screen, now: new Date(Date.UTC(2030, 0, 1)), isFiltered: false };
    const text = renderFailureGroups(page.groups, inbox80) + renderFailureRows(page, inbox80);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(text).toContain("d ago");
  });
});

describe("the inbox by cause", () => {
  const screen = screenFor({ isTTY: false, columns: 80, coloured: false });
  const at = new Date(Date.UTC(2030, 0, 1));
  const groupOf = (process: string, code: ErrorCode): FailureGroup => ({
    ...{ process, code, ...ERROR_CODES[code], failures: 1, human: 1, firstAt: at, lastAt: at },
    ...{ nearestDeadline: null, retryAt: null, examples: ["100-A"], newest: "100-A", details: "It is so." },
  });
  const shown = (...groups: FailureGroup[]) =>
    renderFailureGroups(groups, { screen, now: at, isFiltered: false });

  test("offers to try again only what can be tried again", () => {
    const orphan = groupOf("LabelOrphaned", "label_orphaned");
    expect(shown(orphan)).not.toContain("ops failures retry");
    expect(shown(orphan, groupOf("TrackingUpdate", "timed_out"))).toContain("retry --code timed_out --run");
  });

  test("says whose words it shows where there are several", () => {
    const one = groupOf("ShippingLabelCreation", "address_invalid");
    expect(shown(one)).toContain("what   It is so.");
    const several = { ...one, failures: 2, examples: ["99-A", "100-A"] };
    expect(shown(several)).toContain("what   100-A: It is so.");
  });
});

describe("ops failures show", () => {
  test("tells cause, order and next steps without the customer", async () => {
    const { data } = await shop.json(["failures", "show", idOf(0)]);
    expect(data).toMatchObject({
      code: "product_unknown",
      kind: "rejected",
      order: { status: "label_failed" },
    });
    expect(data.order).not.toHaveProperty("customer_name");
    const { stdout } = await shop.run(["failures", "show", idOf(0)]);
    expect(stdout).toContain(`ops failures retry ${idOf(0)} --run`);
  });

  test("an id that is not there exits 4, and an order's id leads to its failures", async () => {
    const [order = ""] = shop.orderIds;
    expect(await shop.error("failures show 999")).toMatchObject({ status: 4, code: "not_found" });
    expect(await shop.error(["failures", "show", order])).toMatchObject({
      ...{ status: 2, hint: `If it is an order: ops failures list --order ${order}` },
    });
  });
});

describe("ops failures retry and resolve", () => {
  test("ask which, and do not guess", async () => {
    const errors = await Promise.all([
      shop.error("failures retry"),
      shop.error("failures retry 1 --code product_unknown"),
      shop.error("failures resolve 1"),
    ]);
    expect(errors.map(({ status }) => status)).toEqual([2, 2, 2]);
    expect(errors[2]?.message).toContain("--note is missing");
  });

  test("a resolved failure is closed for good, and its order goes on", async () => {
    const line = ["failures", "resolve", idOf(0), "--note", "weighed it"];
    expect(await shop.json([...line, "--dry-run"])).toMatchObject({ status: 0, data: { dry_run: true } });
    expect(await shop.json(line)).toMatchObject({ status: 0, data: { done: [{ id: idOf(0) }], run: null } });
    expect(await shop.error(line)).toMatchObject({
      status: 5,
      message: expect.stringContaining("weighed it"),
    });
    const { data } = await shop.json(["orders", "show", inbox.failures[0]?.related_id ?? ""]);
    expect(data.order).toMatchObject({ status: "accepted" });
  });

  test("what one of them closes for another counts as done", async () => {
    const { db, clock } = shop.ops;
    const scope = "connection:bestbuy/main";
    const refused = { code: "credentials_rejected" as const, at: clock.now() };
    await pause(db, { ...refused, scope, reason: "refused", by: "test" });
    for (const processName of ["OrderAcceptance", "TrackingUpdate"])
      await recordFailure(db, {
        ...{ ...refused, processName, relatedId: scope, connection: "bestbuy/main" },
        ...{ details: "refused", payload: {}, needs: "human", retryAt: null },
      });
    const { status, data } = await shop.json("failures retry --code credentials_rejected");
    expect([status, data]).toEqual([
      0,
      expect.objectContaining({ done: [{}, {}].map(() => expect.anything()), failed: [] }),
    ]);
  });

  test("nothing but an orphaned label takes --as", async () => {
    const line = ["failures", "resolve", idOf(1), "--as", "refunded", "--note", "?"];
    expect(await shop.error(line)).toMatchObject({
      status: 2,
      message: expect.stringContaining("--as is for orphaned labels"),
    });
  });

  test("once the cause is gone, one command tries all of it again and runs the cycle", async () => {
    expect(await shop.json("catalog import catalogue.csv")).toMatchObject({
      ...{ status: 0, data: { failures_waiting: 2, problems: [] } },
    });
    const line = "failures retry --code product_unknown";
    expect((await shop.run(`${line} --dry-run`)).stdout).toContain("Nothing was changed.");
    const { status, data } = await shop.json(`${line} --run`);
    expect(status).toBe(0);
    expect(data).toMatchObject({ done: [{}, {}], failed: [], run: { failed: 0 } });
    const { data: shipped } = await shop.json<{ orders: unknown[] }>("orders list --status shipped");
    expect(shipped.orders).toHaveLength(3);
    expect((await shop.run(line)).stdout).toBe("No open failure is like that.\n");
  });
});
