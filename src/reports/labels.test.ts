import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { endShipment } from "../db/stores/shipments.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { type LabelsRequest, listLabels, totalLabels } from "./labels.ts";
import { addShipment } from "./testing/order-facts.ts";

let connection: TestConnection;
const hours = (count: number) => minutesFrom(NOW, count * 60);

beforeAll(async () => {
  connection = await openTestConnection();
  const { db } = connection;
  for (const orderId of ["A", "B", "C", "D"]) await placeOrder(db, { orderId });
  await placeOrder(db, { orderId: "E", connection: "other/shop" });
  const voided = await addShipment(db, { orderId: "A", trackingPin: "1", boughtAt: hours(-2) });
  await endShipment(db, { shipmentId: voided.shipmentId, as: "voided", at: hours(-1) });
  await addShipment(db, { orderId: "A", trackingPin: "2", generation: 2, priceCents: 1000 });
  await addShipment(db, { orderId: "B", trackingPin: "3", environment: "development" });
  await addShipment(db, {
    orderId: "C",
    purchase: "in_doubt",
    status: "label_creation_initiated",
    boughtAt: null,
  });
  await addShipment(db, {
    orderId: "D",
    trackingPin: "4",
    carrierAccount: "elsewhere",
    priceCents: null,
    labelPdfPath: null,
    boughtAt: hours(1),
  });
  await addShipment(db, { orderId: "E", trackingPin: "5", boughtAt: hours(2) });
});
afterAll(() => connection.close());

const list = async (request: LabelsRequest = {}) =>
  (await listLabels(connection.db, request)).labels.map((label) => label.trackingNumber);

test.each<[string, LabelsRequest, string[]]>([
  ["nothing", {}, ["5", "4", "3", "2", "1"]],
  ["order", { orderId: "A" }, ["2", "1"]],
  ["connection", { connection: "other/shop" }, ["5"]],
  ["environment", { environment: "development" }, ["3"]],
  ["carrier", { carrier: "nobody" }, []],
  ["whether they live", { live: true, orderId: "A" }, ["2"]],
  ["whether they ended", { live: false }, ["1"]],
  ["the time of purchase", { boughtSince: NOW, boughtBefore: hours(2) }, ["4", "3", "2"]],
])("bought labels are listed newest first, filtered by %s", async (_, request, expected) => {
  expect(await list(request)).toEqual(expected);
});

test("pages show every label once", async () => {
  const seen: (string | null)[] = [];
  let after: string | null = null;
  do {
    const page = await listLabels(connection.db, { limit: 2, after });
    seen.push(...page.labels.map((label) => label.trackingNumber));
    after = page.next;
  } while (after !== null);
  expect(seen).toEqual(["5", "4", "3", "2", "1"]);
});

test("a label has its file with hash, its price and what became of it", async () => {
  const { labels } = await listLabels(connection.db, { live: false });
  expect(labels).toMatchObject([
    {
      orderId: "A",
      marketplaceOrderId: "A",
      connection: "bestbuy/main",
      environment: "production",
      labelPath: "labels/A/1-1.pdf",
      labelSha256: "0".repeat(64),
      priceCents: 1234,
      endedAs: "voided",
    },
  ]);
});

test("totals tell carrier accounts and environments apart", async () => {
  const of = { carrier: "canada-post" };
  expect(await totalLabels(connection.db, {})).toEqual([
    {
      ...of,
      carrierAccount: "elsewhere",
      environment: "production",
      labels: 1,
      ended: 0,
      priced: 0,
      priceCents: 0,
    },
    {
      ...of,
      carrierAccount: "main",
      environment: "development",
      labels: 1,
      ended: 0,
      priced: 1,
      priceCents: 1234,
    },
    {
      ...of,
      carrierAccount: "main",
      environment: "production",
      labels: 3,
      ended: 1,
      priced: 3,
      priceCents: 3468,
    },
  ]);
  expect(await totalLabels(connection.db, { connection: "nobody/none" })).toEqual([]);
});
