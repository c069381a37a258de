import { describe, expect, test } from "bun:test";
import { parseXml, type XmlElement } from "../../platform/xml.ts";
import {
  decodeGroups,
  decodeMessages,
  decodePriceQuotes,
  decodeShipmentDetails,
  decodeShipmentInfo,
  decodeShipmentList,
  encodeShipment,
} from "./codec.ts";
import { shipmentRequestFor } from "./shipment-request.ts";
import { contractsFolder, sample } from "./testing/contracts.ts";
import { AMERICAN, orderTo } from "./testing/orders.ts";
import { SENDER, settingsWith, withoutContract } from "./testing/settings.ts";

function rootOf(xml: string): XmlElement {
  const root = parseXml(xml);
  if (root === null) throw new Error("not a document");
  return root;
}

describe("the carrier's own samples are read", () => {
  const folder = contractsFolder();
  if (folder === null) return;
  const read = (name: string) => rootOf(sample(folder, name));

  test("a shipment in a group, with its links and no price yet", () => {
    const info = decodeShipmentInfo(read("02-shipment-domestic-signature.response.xml"));
    expect(info).toMatchObject({
      shipmentId: "347881315405043891",
      trackingPin: "123456789012",
      priceCents: null,
    });
    expect(info?.links.map(({ rel }) => rel)).toEqual(["self", "details", "group", "price", "label"]);
    expect(info?.links.at(-1)?.mediaType).toBe("application/pdf");
  });

  test("a transmitted shipment with what is due", () => {
    expect(decodeShipmentInfo(read("04-shipment-usa-customs.response.xml"))?.priceCents).toBe(2601);
  });

  test("a shipment without a contract", () => {
    const info = decodeShipmentInfo(read("06-ncshipment-usa-customs.response.xml"));
    expect(info?.shipmentId).toBe("406951321983787352");
    expect(info?.links.map(({ rel }) => rel)).toEqual(["self", "details", "receipt", "label", "refund"]);
  });

  test("lists of one shipment", () => {
    for (const name of ["07-get-shipments.response.xml", "08-get-ncshipments.response.xml"]) {
      expect(decodeShipmentList(read(name))?.links).toHaveLength(1);
    }
  });

  test("messages, prices and groups", () => {
    expect(decodeMessages(read("09-duplicate-request-id.error.xml"))?.[0]?.code).toBe("7314");
    expect(decodePriceQuotes(read("16-rates.response.xml"))).toEqual({ dueCents: 1852 });
    expect(decodeGroups(read("22-groups.response.xml"))).toEqual(["2026-11-20"]);
  });

  test("none is taken for another", () => {
    const root = read("22-groups.response.xml");
    const decoders = [
      decodeShipmentInfo,
      decodeShipmentList,
      decodeShipmentDetails,
      decodeMessages,
      decodePriceQuotes,
    ];
    expect(decoders.map((decode) => decode(root))).toEqual([null, null, null, null, null]);
  });
});

describe("answers in unusual shapes", () => {
  test("an empty list is a list, and shipments may be told in full", () => {
    expect(decodeShipmentList(rootOf("<shipments/>"))).toEqual({ links: [], shipments: [] });
    const full = rootOf("<shipments><shipment-info><shipment-id>1</shipment-id></shipment-info></shipments>");
    expect(decodeShipmentList(full)?.shipments.map(({ shipmentId }) => shipmentId)).toEqual(["1"]);
    const other = rootOf(
      '<non-contract-shipments><link rel="ncShipment" href="h"/></non-contract-shipments>',
    );
    expect(decodeShipmentList(other)?.links).toHaveLength(1);
  });

  test("no messages, one and several are all messages", () => {
    expect(decodeMessages(rootOf("<messages/>"))).toEqual([]);
    const two = "<m:messages xmlns:m='x'><m:message><m:code>1</m:code></m:message><m:message/></m:messages>";
    expect(decodeMessages(rootOf(two))).toEqual([
      { code: "1", description: "" },
      { code: "", description: "" },
    ]);
  });

  test("details tell what was asked for, by request id or by reference", () => {
    const spec = `<delivery-spec>
      <destination><address-details><postal-zip-code>K1K 4T3</postal-zip-code></address-details></destination>
      <parcel-characteristics><weight>0.82</weight></parcel-characteristics>
      <references><customer-ref-1>100-A</customer-ref-1><customer-ref-2>ref</customer-ref-2></references></delivery-spec>`;
    const contract = `<shipment-details><customer-request-id>id</customer-request-id><shipment-detail>${spec}</shipment-detail></shipment-details>`;
    const nonContract = `<non-contract-shipment-details>${spec}</non-contract-shipment-details>`;
    const common = { postalCode: "K1K 4T3", weightGrams: 820, reference: "100-A", isRefundRequested: false };
    expect(decodeShipmentDetails(rootOf(contract))).toEqual({ requestKey: "id", ...common });
    expect(decodeShipmentDetails(rootOf(nonContract))).toEqual({ requestKey: "ref", ...common });
  });
});

describe("a request", () => {
  const encode = (changes: Parameters<typeof settingsWith>[0]) =>
    encodeShipment(
      shipmentRequestFor({
        order: orderTo({ street1: "1 rue A&B ]]> <x>" }, AMERICAN),
        requestKey: "ops-key",
        settings: settingsWith(changes),
        sender: SENDER,
      }),
    );

  test("with a contract carries the request id and is transmitted, or waits in its group", () => {
    const transmitted = encode({});
    expect(transmitted).toContain("<customer-request-id>ops-key</customer-request-id>");
    expect(transmitted).toContain("<transmit-shipment>true</transmit-shipment>");
    expect(transmitted).toContain("<provide-pricing-info>true</provide-pricing-info>");
    const grouped = encode({ groupId: "today" });
    expect(grouped).toContain("<group-id>today</group-id>");
    expect(grouped).not.toContain("transmit-shipment");
    expect(grouped).not.toContain("provide-pricing-info");
  });

  test("without a contract carries our key as the second reference", () => {
    const xml = encode(withoutContract);
    expect(xml).toContain("<customer-ref-2>ops-key</customer-ref-2>");
    expect(xml).not.toContain("customer-request-id");
    expect(xml).not.toContain("print-preferences");
  });

  test("escapes markup in text", () => {
    expect(encode({})).toContain("<address-line-1>1 rue A&amp;B ]]&gt; &lt;x&gt;</address-line-1>");
  });

  test("carries a declaration of US duties within customs", () => {
    const customs = { ...settingsWith().customs, zonosKey: null, usDeclarationId: "ABCDEFGHIJKLM" };
    expect(encode({ customs })).toMatch(/<customs>\s*<us-declaration-id>ABCDEFGHIJKLM</);
  });
});
