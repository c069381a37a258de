import { describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { shipments } from "../src/db/schema/index.ts";
import { findLabel, findNoLabel } from "../src/workflows/find-label.ts";
import { labelFound, labelMissing } from "../src/workflows/resolve-doubt.ts";
import { failureOf, openFailures, operationsOf, parcelsOf, walkOf } from "./support/inside.ts";
import { orderIds, setFaults, shipmentsOf } from "./support/outside.ts";
import { settle } from "./support/settle.ts";
import { shopOpener } from "./support/shop.ts";

const shopWith = shopOpener();

const DAY_MS = 24 * 3_600_000;

/** The only order's purchase is bought and hidden for a day, and its look-ups are used up. */
async function hiddenPurchase({ contract }: { contract: boolean }) {
  const shop = await shopWith({ contract, sandbox: { orders: 1, world: { usShare: 0 } } });
  const [orderId = ""] = await orderIds(shop);
  const operation = contract ? "CreateShipment" : "CreateNonContractShipment";
  await setFaults(shop, `${operation}#1:drop_after,${operation}#1:hidden${DAY_MS}`);
  expect(await settle(shop)).toMatchObject({ needsHuman: 1 });
  const [bought] = await shipmentsOf(shop);
  return { shop, orderId, number: bought?.trackingPin ?? "" };
}

describe("a purchase of which a person says that there is no label", () => {
  test("is not bought again without a clear word where the carrier has had the request", async () => {
    const { shop, orderId } = await hiddenPurchase({ contract: true });
    const [parcel] = await parcelsOf(shop, orderId);
    const { rounds, lookUpDelaysMs } = shop.ops.config.inDoubt;
    const refusals = rounds - 1;
    const lookUps = rounds * lookUpDelaysMs.length;
    expect(parcel).toMatchObject({ duplicateRefusals: refusals, lookUpsInAll: lookUps });
    const { details } = await failureOf(shop, orderId, "ShippingLabelCreation");
    expect(details).toContain("the carrier says that it has had this request before");
    expect(details).toContain(`${lookUps} look-ups in ${rounds} rounds`);

    await expect(labelMissing(shop.ops, { orderId })).rejects.toMatchObject({
      code: "bad_argument",
      hint: expect.stringMatching(/ops reconcile.*ops labels found.*--despite-carrier/),
    });
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ endedAt: null }]);
    await labelMissing(shop.ops, { orderId, despiteCarrier: true });
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ endedAs: "never_created" }]);
    const said = (await operationsOf(shop, orderId)).at(-1);
    expect(said).toMatchObject({
      actor: "test",
      message: expect.stringContaining("although the carrier says"),
    });
  });
});

describe("before another label is bought on a person's word, the carrier is asked", () => {
  test("and one that it shows by now is to be booked instead", async () => {
    const { shop, orderId, number } = await hiddenPurchase({ contract: false });
    expect(await findNoLabel(shop.ops, { orderId })).toMatchObject({ orderId });
    shop.clock.advance(DAY_MS);
    for (const despiteCarrier of [false, true])
      await expect(findNoLabel(shop.ops, { orderId, despiteCarrier })).rejects.toMatchObject({
        code: "bad_argument",
        hint: expect.stringContaining(`ops labels found ${orderId} ${number}`),
      });
  });

  test("and a request that may still be under way is waited for, unless that is known better", async () => {
    const { shop, orderId } = await hiddenPurchase({ contract: false });
    const lastPostAt = shop.clock.now();
    await shop.ops.db.update(shipments).set({ lastPostAt }).where(eq(shipments.orderId, orderId));
    await expect(findNoLabel(shop.ops, { orderId })).rejects.toMatchObject({
      code: "bad_argument",
      message: expect.stringContaining("may still be under way"),
    });
    expect(await findNoLabel(shop.ops, { orderId, despiteCarrier: true })).toMatchObject({ orderId });
    shop.clock.advance(shop.ops.config.inDoubt.lookUpDelaysMs.reduce((sum, delay) => sum + delay, 0));
    expect(await findNoLabel(shop.ops, { orderId })).toMatchObject({ orderId });
  });

  test("and something else under our reference, or no answer, takes a clear word", async () => {
    const { shop, orderId } = await hiddenPurchase({ contract: true });
    shop.clock.advance(DAY_MS);
    await shop.ops.db.update(shipments).set({ weightGrams: 1 }).where(eq(shipments.orderId, orderId));
    const look = (despiteCarrier: boolean) => findNoLabel(shop.ops, { orderId, despiteCarrier });
    await expect(look(false)).rejects.toMatchObject({ message: expect.stringContaining("ours 1 g") });
    await setFaults(shop, "GetShipments:status503=1");
    await expect(look(false)).rejects.toMatchObject({ code: "service_error" });
    expect(await look(true)).toMatchObject({ orderId });
  });
});

test("a purchase that never came to be costs none of the day's labels", async () => {
  const shop = await shopWith({
    contract: false,
    sandbox: { orders: 1, world: { usShare: 0 } },
    settings: { shipping: { max_labels_per_day: 1 } },
  });
  const [orderId = ""] = await orderIds(shop);
  await setFaults(shop, "CreateNonContractShipment#1:drop_before");
  expect(await settle(shop)).toMatchObject({ needsHuman: 1 });
  await labelMissing(shop.ops, { orderId });
  expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0, otherFailures: 0 });
});

describe("a purchase", () => {
  test("that a person finds is booked as the carrier tells it, with its label file", async () => {
    const { shop, orderId, number } = await hiddenPurchase({ contract: false });
    shop.clock.advance(DAY_MS);
    await labelFound(shop.ops, await findLabel(shop.ops, { orderId, number }));
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect(await parcelsOf(shop, orderId)).toMatchObject([
      { trackingPin: number, carrierShipmentId: expect.any(String), labelSha256: expect.any(String) },
    ]);
    expect(await shipmentsOf(shop)).toMatchObject([{ labelDownloads: 1 }]);
    const said = (await operationsOf(shop, orderId)).find(({ action }) => action === "label_found");
    expect(said).toMatchObject({ actor: "test", message: expect.stringContaining(number) });
  });

  test("that a person finds under another number than the carrier is not booked", async () => {
    const { shop, orderId, number } = await hiddenPurchase({ contract: false });
    const find = (text: string) => findLabel(shop.ops, { orderId, number: text });
    await expect(find("123")).rejects.toMatchObject({
      code: "bad_argument",
      message: expect.stringContaining("3 characters"),
    });
    shop.clock.advance(DAY_MS);
    await expect(find("7023210099999995")).rejects.toMatchObject({
      code: "bad_argument",
      hint: expect.stringContaining(`ops labels found ${orderId} ${number}`),
    });
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ purchase: "in_doubt", trackingPin: null }]);
  });

  test("that a person finds and the carrier does not show goes on with its number alone, once they say so", async () => {
    const { shop, orderId, number: trackingPin } = await hiddenPurchase({ contract: false });
    const found = await findLabel(shop.ops, { orderId, number: trackingPin });
    expect(found.facts).toBeNull();
    await expect(labelFound(shop.ops, found)).rejects.toMatchObject({
      code: "bad_argument",
      hint: expect.stringContaining("--without-label"),
    });
    await labelFound(shop.ops, { ...found, withoutLabel: true });
    const said = (await operationsOf(shop, orderId)).find(({ action }) => action === "label_found");
    expect(said?.message).toContain("test says that label");
    expect(said?.message).toContain("no label file");
    expect(await settle(shop)).toMatchObject({ shipped: 1, needsHuman: 0 });
    expect((await walkOf(shop, orderId)).slice(-3)).toEqual(["label_created", "tracked", "shipped"]);
    expect(await parcelsOf(shop, orderId)).toMatchObject([{ trackingPin, status: "tracking_updated" }]);
    expect(await shipmentsOf(shop)).toHaveLength(1);
    expect(await openFailures(shop)).toEqual([]);
  });
});
