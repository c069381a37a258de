import { describe, expect, test } from "bun:test";
import type { CanadaPostOptions } from "./canada-post.ts";
import { defaultAccounts } from "./canada-post.ts";
import { Caller, CONTRACT_PATH, SHIPMENT } from "./testing/caller.ts";
import {
  customsInCad,
  nonContractXml,
  returnAtSendersExpense,
  shipmentXml,
  usDestination,
  usShipmentXml,
} from "./testing/sample-requests.ts";

/** The codes that a changed request is refused with; none when it is accepted. */
async function codes(
  body: string,
  changes: readonly (readonly [string, string])[],
  options: CanadaPostOptions = {},
) {
  const caller = new Caller(options);
  const changed = changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, () => to);
  }, body);
  const send = body.includes("ncshipment-v4") ? caller.createNonContract(changed) : caller.create(changed);
  const reply = await send;
  expect(reply.status, reply.text).toBe(reply.one("code") ? 400 : 200);
  expect(caller.service.books).toHaveLength(reply.one("code") ? 0 : 1);
  return reply.all("code");
}

const domestic = shipmentXml();
const abroad = usShipmentXml();
const option = (...inner: string[]) =>
  `<options>${inner.map((code) => `<option>${code}</option>`).join("")}</options>`;
const code = (name: string, rest = "") => `<option-code>${name}</option-code>${rest}`;
const withOptions = (...inner: string[]) => shipmentXml({ options: option(...inner) });
const paris = usDestination
  .replace("<prov-state>NY</prov-state>", "")
  .replace("<country-code>US", "<country-code>FR")
  .replace("10118-3301", "75002");

describe("business rules of a contract shipment", () => {
  test.each([
    ["accepts the sample", domestic, [], []],
    ["accepts the USA sample", abroad, [], []],
    ["accepts a parcel to France", usShipmentXml({ service: "INT.XP", destination: paris }), [], []],
    [
      "1622 for a mailing date before today in Eastern time",
      domestic,
      [["2026-11-23", "2026-11-19"]],
      ["1622"],
    ],
    ["accepts a mailing date of today", domestic, [["2026-11-23", "2026-11-20"]], []],
    [
      "2506 for an account payment without contract",
      domestic,
      [["<contract-id>0042708517</contract-id>", ""]],
      ["2506"],
    ],
    ["1702 for somebody else's contract", domestic, [["0042708517", "0000000001"]], ["1702"]],
    ["1711 for an unknown method of payment", domestic, [["Account</intended", "Cash</intended"]], ["1711"]],
    ["2695 for an empty sender phone", domestic, [["514-555-0134", ""]], ["2695"]],
    ["2695 for letters in a phone", domestic, [["613-555-0177", "call me"]], ["2695"]],
    [
      "accepts a missing phone within Canada",
      domestic,
      [["<client-voice-number>613-555-0177</client-voice-number>", ""]],
      [],
    ],
    [
      "2695 for a missing phone to the USA",
      abroad,
      [["<client-voice-number>212-555-0123</client-voice-number>", ""]],
      ["2695"],
    ],
    ["7282 for a destination without name and company", domestic, [["Jo Tremblay", " "]], ["7282"]],
    [
      "7282 for a sender without name and company",
      domestic,
      [
        ["Quai 3", ""],
        ["Boutique Érable &amp; Fils", ""],
      ],
      ["7282"],
    ],
    ["1156 for a blank first line", domestic, [["23 JARDIN PRIVATE", "  "]], ["1156"]],
    ["1157 for a missing city", domestic, [["<city>OTTAWA</city>", ""]], ["1157"]],
    ["1159 for a province in words", domestic, [["<prov-state>ON", "<prov-state>Ontario"]], ["1159"]],
    ["1159 for a state in words", abroad, [["<prov-state>NY", "<prov-state>Manhattan"]], ["1159"]],
    ["7230 for a postal code with a space", domestic, [["K1K4T3", "K1K 4T3"]], ["7230"]],
    ["7042 for a zip code with letters before it", abroad, [["10118-3301", "NY 10012"]], ["7042"]],
    [
      "8534 for a country that does not exist",
      abroad,
      [["<country-code>US", "<country-code>XX"]],
      ["7289", "8534"],
    ],
    ["7289 for a service of another region", abroad, [["USA.EP", "INT.XP"]], ["7289"]],
    ["7289 for an unknown service", domestic, [["DOM.EP", "DOM.EP.EPLUS"]], ["7289"]],
    ["7230 for 30.001 kg", domestic, [["1.450", "30.001"]], ["7230"]],
    ["accepts 30 kg", domestic, [["1.450", "30"]], []],
    ["7230 for a length that is not the longest side", domestic, [["<length>30.5", "<length>20"]], ["7230"]],
    ["7230 for a side over 200 cm", domestic, [["<length>30.5", "<length>200.1"]], ["7230"]],
    ["8716 without a non-delivery option to the USA", abroad, [[returnAtSendersExpense, ""]], ["8716"]],
    [
      "8716 for two of them",
      abroad,
      [[returnAtSendersExpense, option(code("RASE"), code("ABAN"))]],
      ["7285", "7285", "8716"],
    ],
    ["1719 for coverage over the value limit", domestic, [["250.00", "5000.01"]], ["1719"]],
    [
      "7230 for coverage without an amount",
      domestic,
      [["<option-amount>250.00</option-amount>", ""]],
      ["7230"],
    ],
    [
      "1164 for COD without its qualifier",
      withOptions(code("COD", "<option-amount>9</option-amount>")),
      [],
      ["1164"],
    ],
    ["7285 for options that conflict", withOptions(code("HFP"), code("LAD")), [], ["7285", "7285"]],
    ["7285 for an option that stands twice", withOptions(code("DC"), code("DC")), [], ["7285"]],
    ["7230 for an option the service lacks", withOptions(code("RASE")), [], ["7230"]],
    ["7230 for a post office without id", withOptions(code("D2PO")), [], ["7230"]],
    ["7230 without customs abroad", abroad, [[customsInCad, ""]], ["7230"]],
    ["1459 for a gift", abroad, [["SOG", "GIF"]], ["1459"]],
    ["1459 for another reason without words", abroad, [["SOG", "OTH"]], ["1459"]],
    [
      "2700 for contents heavier than the parcel",
      abroad,
      [["<unit-weight>0.320", "<unit-weight>0.726"]],
      ["2700"],
    ],
    ["accepts contents as heavy as the parcel", abroad, [["<unit-weight>0.320", "<unit-weight>0.725"]], []],
    ["1151 for a blank description", abroad, [["Knitted cotton T-shirt", " "]], ["1151"]],
    ["7230 for another currency without its rate", abroad, [["<currency>CAD", "<currency>USD"]], ["7230"]],
    [
      "7230 for Canadian goods without a province",
      abroad,
      [["<country-of-origin>CN", "<country-of-origin>CA"]],
      ["7230"],
    ],
    ["9191 for ZPL on a sheet", shipmentXml({ output: { format: "8.5x11", encoding: "ZPL" } }), [], ["9191"]],
    [
      "9191 for ZPL without a format",
      domestic,
      [["<output-format>4x6</output-format><encoding>PDF", "<encoding>ZPL"]],
      ["9191"],
    ],
    [
      "7230 without show-postage-rate abroad",
      abroad,
      [["<show-postage-rate>false</show-postage-rate>", ""]],
      ["7230"],
    ],
    [
      "7285 for a shipping point given twice",
      domestic,
      [["<delivery-spec>", "<shipping-point-id>0001</shipping-point-id><delivery-spec>"]],
      ["7285"],
    ],
    [
      "7312 for a price in a group",
      shipmentXml({ head: "<provide-pricing-info>true</provide-pricing-info>" }),
      [],
      ["7312"],
    ],
    [
      "7315 for authorised payment without request id",
      shipmentXml({ requestId: "" }),
      [
        [
          "</delivery-spec>",
          "</delivery-spec><pre-authorized-payment><account-number>1</account-number><auth-code>1</auth-code><auth-timestamp>2026-11-20T10:00:00Z</auth-timestamp><charge-amount>1</charge-amount></pre-authorized-payment>",
        ],
      ],
      ["7315"],
    ],
    [
      "8048 for a return that leaves Canada",
      domestic,
      [
        [
          "</delivery-spec>",
          "</delivery-spec><return-spec><service-code>DOM.EP</service-code><return-recipient><company>A</company><address-details><address-line-1>1 MAIN</address-line-1><city>NEW YORK</city><prov-state>NY</prov-state><postal-zip-code>H2B1A0</postal-zip-code></address-details></return-recipient></return-spec>",
        ],
      ],
      ["8048"],
    ],
    [
      "all of them at once",
      abroad,
      [
        ["514-555-0134", ""],
        ["Knitted cotton T-shirt", " "],
        [returnAtSendersExpense, ""],
      ],
      ["2695", "8716", "1151"],
    ],
  ] as const)("%s", async (_, body, changes, expected) => {
    expect(await codes(body, changes)).toEqual([...expected]);
  });

  test("1162 when the profile has no card, 7322 for a group without a contract", async () => {
    const [account] = defaultAccounts;
    if (!account) throw new Error("no account");
    expect(await codes(abroad, [], { accounts: [{ ...account, card: false }] })).toEqual(["1162"]);
    const grouped = shipmentXml({ payment: "CreditCard" });
    const contract = ["<contract-id>0042708517</contract-id>", ""] as const;
    expect(await codes(grouped, [contract], { accounts: [{ ...account, contracts: [] }] })).toEqual(["7322"]);
  });

  test("duties of the USA are asked for by a switch: a declaration in the document or a key in the header", async () => {
    expect(await codes(abroad, [], { usDutiesRequired: true })).toEqual(["7230"]);
    const declared = [
      "<currency>",
      "<us-declaration-id>1234567890123</us-declaration-id><currency>",
    ] as const;
    expect(await codes(abroad, [declared], { usDutiesRequired: true, usDeclarationId: true })).toEqual([]);
    const headers = { "x-cpc-zonos-key": "invented" };
    const caller = new Caller({ usDutiesRequired: true });
    expect((await caller.create(abroad, { headers })).status).toBe(200);
  });

  test("several broken rules come in one answer", async () => {
    const reply = await new Caller().create(abroad.replace("514-555-0134", "").replace("SOG", "GIF"));
    expect(reply.text.match(/<message>/g)).toHaveLength(2);
  });
});

describe("business rules of a non-contract shipment", () => {
  const sample = nonContractXml();
  const usa = nonContractXml({
    service: "USA.XP",
    destination: usDestination,
    options: returnAtSendersExpense,
    customs: customsInCad,
  });

  test.each([
    ["accepts the sample", sample, [], []],
    ["accepts the USA sample", usa, [], []],
    [
      "9162 without dimensions",
      sample,
      [["<dimensions><length>25.0</length><width>20.0</width><height>8.0</height></dimensions>", ""]],
      ["9162"],
    ],
    [
      "accepts a document without dimensions",
      sample,
      [
        [
          "<dimensions><length>25.0</length><width>20.0</width><height>8.0</height></dimensions>",
          "<document>true</document>",
        ],
      ],
      [],
    ],
    ["7042 for a broken zip code", usa, [["10118-3301", "1011"]], ["7042"]],
    ["8716 without a non-delivery option", usa, [[returnAtSendersExpense, ""]], ["8716"]],
  ] as const)("%s", async (_, body, changes, expected) => {
    expect(await codes(body, changes)).toEqual([...expected]);
  });

  test("9173 sends commercial customers away, 9174 those without a card", async () => {
    const [account] = defaultAccounts;
    if (!account) throw new Error("no account");
    expect(await codes(sample, [], { accounts: [{ ...account, contractOnly: true }] })).toEqual(["9173"]);
    expect(await codes(sample, [], { accounts: [{ ...account, card: false }] })).toEqual(["9174"]);
  });
});

test("a refused request leaves no trace in look-ups", async () => {
  const caller = new Caller();
  await caller.create(abroad.replace("SOG", "GIF"));
  expect((await caller.get(`${CONTRACT_PATH}?requestId=order-1-parcel-1`, SHIPMENT)).status).toBe(404);
});
