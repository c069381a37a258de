import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../../test/support/connection.ts";
import { insertShipment } from "../../../db/stores/shipments.ts";
import { minutesFrom, NOW, placeOrder } from "../../../db/stores/testing/place-order.ts";
import { readOrderDetails } from "../../../reports/order-details.ts";
import { listOrders } from "../../../reports/orders-view.ts";
import { listPurchasesInDoubt } from "../../../reports/purchases-in-doubt.ts";
import { screenFor } from "../../output/screen.ts";
import { renderOrder } from "../orders/render-order.ts";
import { renderOrders } from "../orders/render-orders.ts";
import { renderDoubts } from "./render-doubts.ts";

const screen = screenFor({ isTTY: true, columns: 80, coloured: false });
const seconds = (count: number) => minutesFrom(NOW, count / 60);

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
  const { db } = connection;
  const doubt = async (
    orderId: string,
    { hours, nextLookUpAt }: { hours: number; nextLookUpAt: Date | null },
  ) => {
    await placeOrder(db, { orderId, order: { shippingDeadline: minutesFrom(NOW, hours * 60) } });
    const account = { carrier: "canada-post", carrierAccount: "main", environment: "production" } as const;
    await db.transaction((tx) =>
      insertShipment(tx, {
        ...{ orderId, ...account, requestKey: `key-of-${orderId}`, posts: 2, lookUps: 1, lookUpsInAll: 5 },
        ...{ status: "label_creation_initiated", purchase: "in_doubt", inDoubtSince: NOW, nextLookUpAt },
        ...{ createdAt: NOW, createdBy: "test" },
      }),
    );
  };
  await doubt("LATER", { hours: 30, nextLookUpAt: seconds(20) });
  await doubt("SOON", { hours: 3, nextLookUpAt: null });
  await placeOrder(db, { orderId: "CALM" });
});
afterAll(() => connection.close());

const shown = async (filters = {}) =>
  renderDoubts(await listPurchasesInDoubt(connection.db, filters), { screen, now: NOW, mostRounds: () => 3 });

test("purchases in doubt are listed by deadline: where, under which reference, which round, when next", async () => {
  const text = await shown();
  expect(text).toStartWith("In doubt: 2 label purchases\n");
  expect(text).toMatch(
    /SOON +main +2 of 3 +you decide +in 3 h +key-of-SOON\nLATER +main +2 of 3 +in 20 s +in 30 h +key-of-LATER/,
  );
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("where every purchase has a definite answer there is nothing to list", async () => {
  expect(await shown({ orderId: "CALM" })).toBe("");
  expect(await shown({ connection: "other/shop" })).toBe("");
});

test("a list of orders says what is in doubt", async () => {
  const { orders } = await listOrders(connection.db, { at: NOW });
  const lines = renderOrders({ orders, next: null, now: NOW, isFiltered: false }, screen).split("\n");
  expect(
    lines
      .filter((line) => line.includes("in doubt"))
      .map((line) => line.split(" ")[0])
      .sort(),
  ).toEqual(["LATER", "SOON"]);
});

test("the page of an order says from when on a run can look it up", async () => {
  const pageOf = async (id: string) =>
    renderOrder(await readOrderDetails(connection.db, { id, at: NOW }), { screen, now: NOW });
  expect(await pageOf("LATER")).toEndWith("next: ops run, from 2026-03-02 15:00:20 UTC on\n");
  expect(await pageOf("SOON")).toEndWith("next: ops labels found SOON NUMBER, or: ops labels missing SOON\n");
});
