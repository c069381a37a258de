import { describe, expect, test } from "bun:test";
import type { ShipmentOrder } from "../../domain/shipment.ts";
import type { CanadaPostSettings, SenderSettings } from "../../platform/config/config.ts";
import { shipmentRequestFor } from "./shipment-request.ts";
import { AMERICAN, ITEM, orderTo, orderWith } from "./testing/orders.ts";
import { SENDER, settingsWith, withoutContract } from "./testing/settings.ts";
import { thrownBy } from "./testing/thrown-by.ts";

interface Case {
  order?: ShipmentOrder;
  settings?: Partial<CanadaPostSettings>;
  sender?: SenderSettings;
}

const build = ({ order = orderWith(), settings = {}, sender = SENDER }: Case = {}) =>
  shipmentRequestFor({ order, requestKey: "k".repeat(32), settings: settingsWith(settings), sender });

describe("an order becomes a request", () => {
  test("within Canada without customs", () => {
    expect(build()).toMatchObject({
      serviceCode: "DOM.EP",
      contract: { contractId: "42708517", groupId: null },
      sender: { province: "QC", postalCode: "H2B1A0", phone: "514-555-0134" },
      reference: "900000184-A",
      customs: null,
      notification: null,
    });
  });

  test("abroad with customs and a way back", () => {
    const request = build({ order: orderTo({}, AMERICAN) });
    expect(request).toMatchObject({ serviceCode: "USA.EP", options: [{ code: "RASE" }] });
    expect(request.customs?.items).toHaveLength(1);
  });

  test("without a contract it carries no terms", () => {
    expect(build({ settings: withoutContract }).contract).toBeNull();
  });

  test("notices go to an address that the carrier takes", () => {
    const notify = { onShipment: true, onException: false, onDelivery: true };
    expect(build({ settings: { notify } }).notification).toEqual({
      email: "jo.tremblay@example.com",
      ...notify,
    });
    expect(
      build({ settings: { notify }, order: orderWith({ email: "jo%x@example.com" }) }).notification,
    ).toBeNull();
  });

  test("an order number that is too long for the label keeps its beginning and stays unique", () => {
    const long = "MARKETPLACE-ORDER-NUMBER-OF-FORTY-CHARS";
    const references = ["-1", "-2"].map(
      (end) => build({ order: orderWith({ marketplaceOrderId: long + end }) }).reference,
    );
    expect(references.map((reference) => reference.length)).toEqual([35, 35]);
    expect(references[0]).toStartWith("MARKETPLACE-ORDER-NUMBER-O~");
    expect(references[0]).not.toBe(references[1]);
  });
});

describe("a request is refused", () => {
  test("for dangerous goods", () => {
    const order = orderWith();
    const parcel = { ...order.parcel, items: [{ ...ITEM, dangerousGoods: true }] };
    expect(thrownBy(() => build({ order: { ...order, parcel } })).code).toBe("dangerous_goods");
  });

  test("for everything that is in the way at once, under the code of the first", () => {
    const order = orderTo({ zip: "NOWHERE", phone: null, phoneSecondary: null }, AMERICAN);
    const items = [{ ...ITEM, dangerousGoods: true, hsCode: null }];
    const parcel = { ...order.parcel, items, weightGrams: 30_001 };
    const error = thrownBy(() => build({ order: { ...order, parcel } }));
    expect(error.code).toBe("dangerous_goods");
    for (const words of [
      "Dangerous goods",
      "30001",
      'zip is "NOWHERE"',
      "phone is missing",
      "HS code missing",
    ])
      expect(error.message).toContain(words);
    const codes = (error.facts.others as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(["parcel_refused", "address_invalid", "customs_incomplete"]);
  });

  test("over 30 kg", () => {
    const order = orderWith();
    const parcel = { ...order.parcel, weightGrams: 30_001 };
    expect(thrownBy(() => build({ order: { ...order, parcel } })).code).toBe("parcel_refused");
  });

  test("for want of a telephone number only where the service needs it", () => {
    const nobody = { phone: null, phoneSecondary: null };
    expect(build({ order: orderTo(nobody) }).destination.phone).toBeNull();
    expect(thrownBy(() => build({ order: orderTo(nobody, AMERICAN) })).code).toBe("address_invalid");
  });

  test("without a size where there is no contract", () => {
    const order = orderWith();
    const sizeless = { ...order, parcel: { ...order.parcel, dimensionsMm: null } };
    expect(build({ order: sizeless }).parcel.dimensionsMm).toBeNull();
    expect(thrownBy(() => build({ order: sizeless, settings: withoutContract })).code).toBe("parcel_refused");
  });
});
