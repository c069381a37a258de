import { describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runUntilSettled } from "../src/cli/demo/run-until-settled.ts";
import { recordFailure } from "../src/db/stores/failures.ts";
import { runWorkflow } from "../src/engine/run-workflow.ts";
import { sha256Hex } from "../src/platform/files.ts";
import { listLabels } from "../src/reports/labels.ts";
import { acceptOrders } from "../src/workflows/accept-orders.ts";
import { holdOrder } from "../src/workflows/hold-order.ts";
import { pauseScope } from "../src/workflows/pause-scope.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import { countDuplicates, orderIds, ordersOf, setFaults, shipmentsOf } from "./support/outside.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

describe("the main job", () => {
  test("takes every order from the marketplace to shipped with one label each", async () => {
    const shop = await shopWith({ sandbox: { orders: 12 } });
    const { summary } = await runUntilSettled(shop.ops);
    expect(summary).toMatchObject({ orders: 12, shipped: 12, needsHuman: 0, unfinished: 0 });
    const bought = await shipmentsOf(shop);
    expect(bought).toHaveLength(12);
    expect(countDuplicates(bought)).toBe(0);
    for (const order of await ordersOf(shop)) {
      expect(order.state).toBe("SHIPPED");
      expect(bought.map((shipment) => shipment.trackingPin)).toContain(order.tracking_number);
    }
  });

  test("stores each label as the PDF whose hash it remembers", async () => {
    const shop = await shopWith({ sandbox: { orders: 2 } });
    await runUntilSettled(shop.ops);
    const { labels } = await listLabels(shop.ops.db, {});
    expect(labels).toHaveLength(2);
    for (const label of labels) {
      const bytes = await readFile(join(shop.workspace, label.labelPath ?? ""));
      expect(new TextDecoder().decode(bytes.subarray(0, 5))).toBe("%PDF-");
      expect(sha256Hex(bytes)).toBe(label.labelSha256 ?? "");
    }
  });

  test("waits for the payment: no label before the marketplace shows SHIPPING", async () => {
    const shop = await shopWith({ sandbox: { orders: 3, mirakl: { paymentDelayMs: 3_600_000 } } });
    await runCycle(shop.ops);
    expect(await shipmentsOf(shop)).toHaveLength(0);
    shop.clock.advance(3_700_000);
    const { summary } = await runUntilSettled(shop.ops);
    expect(summary).toMatchObject({ shipped: 3, unfinished: 0 });
  });

  test("a second run finds nothing to do", async () => {
    const shop = await shopWith({ sandbox: { orders: 3 } });
    await runUntilSettled(shop.ops);
    const reports = await runCycle(shop.ops);
    expect(
      reports.filter((report) => report.workflow !== "fetch-orders").flatMap((report) => report.done),
    ).toEqual([]);
    expect(await shipmentsOf(shop)).toHaveLength(3);
  });

  test.each([
    ["is tried again", 1, ["GetArtifact#1:status503", "GetArtifact#2:status503", "GetArtifact#3:status503"]],
    ["is looked up", 1, ["CreateShipment#1:drop_after", "CreateShipment#1:hidden400000"]],
    // The carrier is left alone after ten refusals, so that no try is used up: it could go on for ever.
    ["never succeeds", 0, ["GetArtifact:status503=1"]],
  ])(
    "what a person was told of near its deadline, and %s, is waited for, but not for ever",
    async (_what, shipped, faults) => {
      const shop = await shopWith({
        sandbox: { orders: 1, world: { usShare: 0 } },
        settings: { engine: { deadline_near_minutes: 100_000 } },
      });
      await setFaults(shop, faults.join());
      const { summary } = await runUntilSettled(shop.ops);
      const left = 1 - shipped;
      expect(summary).toMatchObject({ shipped, needsHuman: left, retried: left, unfinished: 0 });
    },
  );

  test("whoever stops it while it waits is told how far it has come", async () => {
    const shop = await shopWith({ sandbox: { orders: 1, world: { usShare: 0 } } });
    await setFaults(shop, "GetArtifact:status503=1");
    const stop = new AbortController();
    const isLater = (until: Date) => until.getTime() - shop.clock.now().getTime() > 200_000;
    const onWait = (until: Date) => void (isLater(until) && stop.abort(new Error("Ctrl-C")));
    const { summary } = await runUntilSettled(shop.ops, { signal: stop.signal, onWait });
    expect([stop.signal.aborted, summary.unfinished]).toEqual([true, 1]);
  });

  test("two runs at once buy every label once", async () => {
    const shop = await shopWith({ sandbox: { orders: 20 } });
    const other = await shop.openAnother("other");
    await Promise.all([runUntilSettled(shop.ops), runUntilSettled(other)]);
    const bought = await shipmentsOf(shop);
    expect(bought).toHaveLength(20);
    expect(countDuplicates(bought)).toBe(0);
  });
});

describe("a run", () => {
  const UNTIL_LABELS = ["fetch-orders", "accept-orders", "read-back-orders"];
  const MINUTE_MS = 60_000;
  const later = ({ clock }: Shop) => new Date(clock.now().getTime() + MINUTE_MS);

  /** A call that got no answer is to be tried again. */
  const planRetry = (shop: Shop, what: { processName: string; relatedId: string }) =>
    recordFailure(shop.ops.db, {
      ...what,
      connection: "bestbuy/main",
      code: "timed_out",
      details: "no answer",
      payload: {},
      needs: "retry",
      retryAt: later(shop),
      at: shop.clock.now(),
    });

  /** Two orders whose labels are to be tried again in a minute. */
  async function withRetries(shop: Shop): Promise<string[]> {
    await runCycle(shop.ops, { only: UNTIL_LABELS });
    const ids = await orderIds(shop);
    for (const relatedId of ids) await planRetry(shop, { processName: "ShippingLabelCreation", relatedId });
    return ids;
  }

  type Arrange = (shop: Shop) => Promise<unknown>;
  test.each<[labels: number, what: string, Arrange]>([
    [2, "for its own orders", withRetries],
    [
      0,
      "not for another workflow",
      async (shop) => {
        await runCycle(shop.ops, { only: ["fetch-orders"] });
        await runWorkflow(shop.ops, acceptOrders);
      },
    ],
    [
      0,
      "not for orders that are held",
      async (shop) => {
        for (const orderId of await withRetries(shop))
          await holdOrder(shop.ops, { orderId, until: null, note: "stock" });
      },
    ],
    [
      0,
      "not while it is paused",
      async (shop) => {
        await withRetries(shop);
        await pauseScope(shop.ops, { scope: "workflow:create-labels", reason: "stock" });
      },
    ],
    [
      0,
      "not for the next fetch, which is not its own",
      async (shop) => {
        await runCycle(shop.ops, { only: ["fetch-orders"] });
        await planRetry(shop, { processName: "OrderFetch", relatedId: "bestbuy/main" });
      },
    ],
  ])("that buys %i labels waits %s", async (labels, _what, arrange) => {
    const shop = await shopWith({ sandbox: { orders: 2, world: { usShare: 0 } } });
    await arrange(shop);
    const since = shop.clock.now();
    await runCycle(shop.ops, { only: ["create-labels"] });
    expect(await shipmentsOf(shop)).toHaveLength(labels);
    if (labels === 0) expect(shop.clock.now()).toEqual(since);
  });
});
