import { describe, expect, test } from "bun:test";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runWorkflow } from "../src/engine/run-workflow.ts";
import { sha256Hex } from "../src/platform/files.ts";
import { defaultAccounts } from "../src/sandbox/canada-post/accounts.ts";
import { createLabels } from "../src/workflows/create-labels.ts";
import { pauseScope } from "../src/workflows/pause-scope.ts";
import { retryFailure } from "../src/workflows/retry-failure.ts";
import { runCycle } from "../src/workflows/run-cycle.ts";
import {
  callsTo,
  failureOf,
  openFailures,
  openPauses,
  parcelsOf,
  statusOf,
  walkOf,
} from "./support/inside.ts";
import { orderIds, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { type Shop, shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const UNTIL_LABELS = ["fetch-orders", "accept-orders", "read-back-orders"];

/** Another customer of the carrier. */
const OTHER = {
  username: "5a4db0c8d1e20003",
  password: "sandbox-other",
  customer: "3004381",
  contracts: ["52708517"],
};

describe("a label that is paid for", () => {
  test.each(["pending", "system_error", "not_a_label"] as const)(
    "is fetched until it can be had: %s",
    async (trouble) => {
      const shop = await shopWith({
        sandbox: { orders: 2, canadaPost: { artifact: { trouble, times: 4 } } },
      });
      expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0 });
      expect(await shipmentsOf(shop)).toHaveLength(2);
      expect(await callsTo(shop, "CreateShipment")).toHaveLength(2);
      for (const id of await orderIds(shop)) {
        const [parcel] = await parcelsOf(shop, id);
        const bytes = await readFile(join(shop.workspace, parcel?.labelPdfPath ?? ""));
        expect(sha256Hex(bytes)).toBe(parcel?.labelSha256 ?? "");
      }
    },
  );

  test("goes to a person when it cannot be had for long, and a retry fetches it without buying again", async () => {
    const shop = await shopWith({ sandbox: { orders: 1 } });
    const [id = ""] = await orderIds(shop);
    await setFaults(shop, "GetArtifact:status503=1");
    expect(await settle(shop)).toMatchObject({ shipped: 0, needsHuman: 1 });
    expect(await statusOf(shop, id)).toBe("label_failed");
    const failure = await failureOf(shop, id, "ShippingLabelCreation");
    expect(failure).toMatchObject({ needs: "human", tries: 4 });
    expect(await parcelsOf(shop, id)).toMatchObject([{ purchase: "bought", labelPdfPath: null }]);

    await setFaults(shop, "");
    shop.clock.advance(5 * 60_000);
    await retryFailure(shop.ops, failure.failureId);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(1);
    expect(await callsTo(shop, "CreateShipment")).toHaveLength(1);
  });

  test("from an account that the shop has left waits for that one, and holds up no other label", async () => {
    const shop = await shopWith({
      sandbox: {
        orders: 2,
        canadaPost: {
          accounts: [...defaultAccounts, { ...OTHER, environment: "development", card: true }],
          artifact: { trouble: "pending", times: 4 },
        },
      },
      settings: { engine: { concurrency: 1 } },
    });
    await runCycle(shop.ops, { only: UNTIL_LABELS });
    await runWorkflow(shop.ops, createLabels, { limit: 1 });
    const moved = await shop.openAnother("moved", {
      carriers: {
        other: {
          type: "canada-post",
          environment: "development",
          base_url: shop.sandbox.url,
          username: OTHER.username,
          password: OTHER.password,
          customer_number: OTHER.customer,
          contract_id: OTHER.contracts[0],
        },
      },
      marketplaces: { bestbuy: { shops: { main: { carrier: "other" } } } },
    });
    expect(await settle({ ops: moved })).toMatchObject({ shipped: 1, needsHuman: 1 });
    expect(await openPauses(shop)).toEqual([]);
    const [failure, ...more] = await openFailures(shop);
    expect(failure).toMatchObject({ processName: "ShippingLabelCreation", code: "not_shippable" });
    expect(failure?.details).toContain("canada-post");
    expect(more).toEqual([]);

    await retryFailure(shop.ops, failure?.failureId ?? 0);
    expect(await settle(shop)).toMatchObject({ shipped: 2, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(2);
  });

  test.each([
    ["the day's labels are used up", { shipping: { max_labels_per_day: 1 } }],
    ["every effect is paused", {}],
  ])("is fetched and stored while %s, for it is bought already", async (what, settings) => {
    const shop = await shopWith({
      sandbox: { orders: 2, canadaPost: { artifact: { trouble: "pending", times: 4 } } },
      settings: { engine: { concurrency: 1 }, ...settings },
    });
    await runCycle(shop.ops, { only: UNTIL_LABELS });
    const pausesItself = "shipping" in settings;
    await runWorkflow(shop.ops, createLabels, pausesItself ? {} : { limit: 1 });
    if (!pausesItself) await pauseScope(shop.ops, { scope: "effects", reason: what });
    expect(await openPauses(shop)).toHaveLength(1);
    shop.clock.advance(10 * 60_000);
    await runCycle(shop.ops);
    const statuses = await Promise.all((await orderIds(shop)).map((id) => statusOf(shop, id)));
    expect(statuses.sort()).toEqual(["accepted", pausesItself ? "shipped" : "tracked"]);
    expect(await shipmentsOf(shop)).toHaveLength(1);
  });

  test("is fetched for ever while it cannot be stored, and a person is told", async () => {
    const shop = await shopWith({
      sandbox: { orders: 1, canadaPost: { artifact: { trouble: "pending", times: 4 } } },
    });
    const [id = ""] = await orderIds(shop);
    await runCycle(shop.ops, { only: UNTIL_LABELS });
    await runWorkflow(shop.ops, createLabels);
    expect(await parcelsOf(shop, id)).toMatchObject([{ purchase: "bought", labelPdfPath: null }]);

    const unblock = await blockLabels(shop);
    for (let n = 0; n < 8; n++) {
      shop.clock.advance(20 * 60_000);
      await runWorkflow(shop.ops, createLabels);
    }
    const failure = await failureOf(shop, id, "ShippingLabelCreation");
    expect(failure).toMatchObject({ code: "storage_unavailable", needs: "human" });
    expect(failure.retryAt?.getTime()).toBeGreaterThan(shop.clock.now().getTime());
    expect(await statusOf(shop, id)).toBe("accepted");

    await unblock();
    shop.clock.advance(20 * 60_000);
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await shipmentsOf(shop)).toHaveLength(1);
    expect(await callsTo(shop, "CreateShipment")).toHaveLength(1);
  });
});

/** Until the answer is called, labels can be stored no more. */
async function blockLabels({ workspace }: Shop): Promise<() => Promise<void>> {
  const folder = join(workspace, "labels");
  await rm(folder, { recursive: true, force: true });
  await writeFile(folder, "a file in the way of the folder");
  return () => rm(folder);
}

test("nothing is bought while no label could be stored: one failure, no order moves, and it goes on by itself", async () => {
  const shop = await shopWith({ sandbox: { orders: 20 } });
  const unblock = await blockLabels(shop);
  for (let n = 0; n < 3; n++) {
    await runCycle(shop.ops);
    shop.clock.advance(10 * 60_000);
  }
  expect(await callsTo(shop, "CreateShipment")).toEqual([]);
  const [failure, ...more] = await openFailures(shop);
  expect(failure).toMatchObject({ code: "labels_unstorable", needs: "human" });
  expect(failure?.details).toContain(join(shop.workspace, "labels"));
  expect(more).toEqual([]);
  expect(await openPauses(shop)).toEqual([failure?.relatedId ?? ""]);
  for (const id of await orderIds(shop))
    expect(await walkOf(shop, id)).toEqual(["pending_acceptance", "accepted"]);

  await unblock();
  expect(await settle(shop)).toMatchObject({ shipped: 20, needsHuman: 0 });
  expect(await shipmentsOf(shop)).toHaveLength(20);
  expect([await openPauses(shop), await openFailures(shop)]).toEqual([[], []]);
});
