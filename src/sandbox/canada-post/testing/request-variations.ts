import type { RootShape } from "../schema.ts";
import { transmitRequest } from "../schema-manifest.ts";
import { nonContractRefundRequest, nonContractRequest } from "../schema-non-contract.ts";
import { ratesRequest } from "../schema-rating.ts";
import { refundRequest, shipmentRequest } from "../schema-shipment.ts";
import {
  nonContractRefundXml,
  nonContractXml,
  ratesXml,
  refundXml,
  returnAtSendersExpense,
  shipmentXml,
  transmitXml,
  usShipmentXml,
} from "./sample-requests.ts";

/**
 * A document made from a valid one by replacing its first `from` with `to`; an empty `from` takes it as it is.
 * Long because it is the list of all cases by which the tables are compared with the schemas.
 */
type Variation = readonly [label: string, from: string, to: string];

/** One request document with the changes to it that a schema judges. */
interface Family {
  schema: string;
  root: RootShape<unknown>;
  base: string;
  variations: readonly Variation[];
}

const long = (length: number) => "é".repeat(length);
const options = (count: number): Variation => [
  `${count} options`,
  "<options>",
  `<options>${"<option><option-code>DC</option-code></option>".repeat(count - 2)}`,
];

const returnSpec = (recipient: string) =>
  `</delivery-spec><return-spec><service-code>DOM.EP</service-code><return-recipient>${recipient}<address-details><address-line-1>1 RUE A</address-line-1><city>LAVAL</city><prov-state>QC</prov-state><postal-zip-code>H7T1A1</postal-zip-code></address-details></return-recipient></return-spec>`;
const authorized = (amount: string, stamp = "2026-11-20T10:00:00-05:00") =>
  `</delivery-spec><pre-authorized-payment><account-number>1</account-number><auth-code>2</auth-code><auth-timestamp>${stamp}</auth-timestamp><charge-amount>${amount}</charge-amount></pre-authorized-payment>`;
const date = (value: string): Variation => [
  `mailing date ${value}`,
  "<expected-mailing-date>2026-11-23",
  `<expected-mailing-date>${value}`,
];
const email = (value: string): Variation => [`e-mail ${value}`, "jo.tremblay@example.com", value];
const weight = (value: string, from: string): Variation => [
  `weight ${value}`,
  `<weight>${from}`,
  `<weight>${value}`,
];
const length = (value: string, from: string): Variation => [
  `length ${value}`,
  `<length>${from}`,
  `<length>${value}`,
];
const transmit = (element: string): Variation => [
  `transmit ${element}`,
  "<group-id>2026-11-20</group-id>",
  element,
];

const contract: Family = {
  schema: "shipment.xsd",
  root: shipmentRequest(false),
  base: shipmentXml(),
  variations: [
    ["as it is", "", ""],
    ["request id of 35 characters", "order-1-parcel-1", long(35)],
    ["request id of 36 characters", "order-1-parcel-1", long(36)],
    ["request id of 35 characters outside the basic plane", "order-1-parcel-1", "😀".repeat(35)],
    ["empty request id", "order-1-parcel-1", ""],
    ["group id of 33 characters", "2026-11-20</group-id>", `${long(33)}</group-id>`],
    ["empty group id", "2026-11-20</group-id>", "</group-id>"],
    ["neither group nor transmit", "<group-id>2026-11-20</group-id>", ""],
    ["both group and transmit", "</group-id>", "</group-id><transmit-shipment>true</transmit-shipment>"],
    ["the same group twice", "</group-id>", "</group-id><group-id>a</group-id>"],
    transmit("<transmit-shipment/>"),
    transmit("<transmit-shipment></transmit-shipment>"),
    transmit("<transmit-shipment>true</transmit-shipment>"),
    transmit("<transmit-shipment> true\n</transmit-shipment>"),
    transmit("<transmit-shipment>1</transmit-shipment>"),
    transmit("<transmit-shipment>false</transmit-shipment>"),
    transmit("<transmit-shipment>TRUE</transmit-shipment>"),
    transmit("<transmit-shipment> </transmit-shipment>"),
    transmit("<groupIdOrTransmitShipment/>"),
    [
      "pick-up indicator",
      "<delivery-spec>",
      "<cpc-pickup-indicator>true</cpc-pickup-indicator><delivery-spec>",
    ],
    [
      "no pick-up indicator",
      "<delivery-spec>",
      "<cpc-pickup-indicator>0</cpc-pickup-indicator><delivery-spec>",
    ],
    ["lower-case shipping point", "H2B1A0</requested-shipping-point>", "h2b1a0</requested-shipping-point>"],
    ["shipping point with spaces round it", "H2B1A0</requested", " H2B1A0 </requested"],
    ["shipping point in other digits", "H2B1A0</requested", "H٢B1A0</requested"],
    ["site number of 5", "<delivery-spec>", "<shipping-point-id>12345</shipping-point-id><delivery-spec>"],
    ["QR code spelled 1", "<delivery-spec>", "<create-qr-code>1</create-qr-code><delivery-spec>"],
    ["QR code empty", "<delivery-spec>", "<create-qr-code/><delivery-spec>"],
    ["public key empty", "<delivery-spec>", "<create-public-key/><delivery-spec>"],
    ["public key true", "<delivery-spec>", "<create-public-key>true</create-public-key><delivery-spec>"],
    date("2026-02-30"),
    date("2028-02-29"),
    date("2026-11-23Z"),
    date("2026-11-23-05:00"),
    date("2026-11-23+15:00"),
    date(" 2026-11-23 "),
    date("26-11-23"),
    date("2026-11-23T00:00:00"),
    date("12026-11-23"),
    ["sender postal code with a space", "<postal-zip-code>H2B1A0", "<postal-zip-code>H2B 1A0"],
    ["destination postal code with a space", "K1K4T3", "K1K 4T3"],
    ["postal code of 15 characters", "K1K4T3", "K1K4T3789012345"],
    ["no destination postal code", "<postal-zip-code>K1K4T3</postal-zip-code>", ""],
    ["sender province Quebec", "<prov-state>QC", "<prov-state>Quebec"],
    ["province of 21 characters", "<prov-state>QC", `<prov-state>${long(21)}`],
    ["country of 3 letters", "<country-code>CA", "<country-code>CAN"],
    ["country in lower case", "<country-code>CA", "<country-code>ca"],
    ["no sender country", "<country-code>CA</country-code>", ""],
    ["address line of 44 characters", "502 MAIN ST N", long(44)],
    ["address line of 45 characters", "502 MAIN ST N", long(45)],
    ["address line of spaces", "502 MAIN ST N", "   "],
    ["empty address line", "502 MAIN ST N", ""],
    ["no destination address line", "<address-line-1>23 JARDIN PRIVATE</address-line-1>", ""],
    ["line break in an address line", "502 MAIN ST N", "502 MAIN\n\tST N"],
    ["empty company", "Boutique Érable &amp; Fils", ""],
    ["company in CDATA", "Boutique Érable &amp; Fils", "<![CDATA[Boutique & <Fils>]]>"],
    ["company with character references", "Boutique Érable &amp; Fils", "Boutique &#201;rable &#x26; Fils"],
    ["no company", "<company>Boutique Érable &amp; Fils</company>", ""],
    ["company of 44 written with references", "Boutique Érable &amp; Fils", "&amp;".repeat(44)],
    ["company of 45 written with references", "Boutique Érable &amp; Fils", "&amp;".repeat(45)],
    ["empty contact phone", "514-555-0134", ""],
    ["phone of 26 characters", "514-555-0134", long(26)],
    options(20),
    options(21),
    ["option code of 11 characters", "<option-code>SO", `<option-code>${long(11)}`],
    ["option amount of three decimals", "250.00", "250.005"],
    ["option amount 0", "250.00", "0.00"],
    ["option amount with a sign", "250.00", "+250."],
    ["option amount in other notation", "250.00", "2.5e2"],
    ["option amount over the limit", "250.00", "1000000"],
    [
      "an option's parts in another order",
      "<option><option-code>COV</option-code><option-amount>250.00</option-amount>",
      "<option><option-amount>250.00</option-amount><option-code>COV</option-code>",
    ],
    ["option without code", "<option-code>SO</option-code>", ""],
    weight("0", "1.450"),
    weight("0.0001", "1.450"),
    weight("1.4500", "1.450"),
    weight("999.999", "1.450"),
    weight("1000", "1.450"),
    weight("-1", "1.450"),
    weight("1,450", "1.450"),
    weight(".5", "1.450"),
    weight("5.", "1.450"),
    weight(".", "1.450"),
    weight("", "1.450"),
    weight(" 1.450\n", "1.450"),
    weight("1.<!-- kg -->450", "1.450"),
    weight("<b>1</b>", "1.450"),
    weight("1 450", "1.450"),
    weight("NaN", "1.450"),
    length("30.55", "30.5"),
    length("30.50", "30.5"),
    length("999.9", "30.5"),
    length("999.91", "30.5"),
    ["no height", "<height>12.0</height>", ""],
    ["oversized", "</dimensions>", "</dimensions><oversized>0</oversized>"],
    ["document is unknown", "</dimensions>", "</dimensions><document>true</document>"],
    email("a@example.museum"),
    email("o'neil+x@mail.example.com"),
    email("per%cent@example.com"),
    email("a@example"),
    email("a..b@example.com"),
    email(`${"a".repeat(48)}@example.com`),
    email(`${"a".repeat(49)}@example.com`),
    ["notification without on-delivery", "<on-delivery>true</on-delivery>", ""],
    ["boolean with spaces", "<on-delivery>true", "<on-delivery> true\n"],
    ["boolean 1", "<on-delivery>true", "<on-delivery>1"],
    ["boolean True", "<on-delivery>true", "<on-delivery>True"],
    ["empty boolean", "<on-delivery>true", "<on-delivery>"],
    ["boolean yes", "<on-delivery>true", "<on-delivery>yes"],
    ["encoding pdf", "<encoding>PDF", "<encoding>pdf"],
    ["encoding with a space", "<encoding>PDF", "<encoding>PDF "],
    ["no encoding", "<encoding>PDF</encoding>", ""],
    ["format A4", "4x6", "A4"],
    ["no preferences", "<show-packing-instructions>false</show-packing-instructions>", ""],
    ["reference of 36 characters", "ORD-0000184-A", long(36)],
    ["cost centre of 31 characters", "MARKETPLACE", long(31)],
    ["no method of payment", "<intended-method-of-payment>Account</intended-method-of-payment>", ""],
    ["unknown method of payment", "Account</intended", "Barter</intended"],
    ["method of payment of 16 characters", "Account</intended", `${long(16)}</intended`],
    ["contract of 11 digits", "0042708517", "00042708517"],
    ["contract of letters", "0042708517", "ABC"],
    ["empty contract", "0042708517", ""],
    ["promo code of 11", "<intended", "<promo-code>12345678901</promo-code><intended"],
    ["return without a name", "</delivery-spec>", returnSpec("")],
    ["return to a person", "</delivery-spec>", returnSpec("<name>A</name>")],
    ["return with a phone", "</delivery-spec>", returnSpec("<contact-phone>1</contact-phone>")],
    ["authorised payment", "</delivery-spec>", authorized("1.00")],
    ["authorised payment of 0", "</delivery-spec>", authorized("0")],
    ["authorised payment at 25 o'clock", "</delivery-spec>", authorized("1", "2026-11-20T25:00:00Z")],
    ["authorised payment at no time", "</delivery-spec>", authorized("1", "2026-11-20")],
    ["authorised payment with spaces", "</delivery-spec>", authorized("1", " 2026-11-20T10:00:00Z ")],
    ["authorised payment at midnight as 24:00", "</delivery-spec>", authorized("1", "2026-11-20T24:00:00Z")],
    ["authorised payment on no day", "</delivery-spec>", authorized("1", "2026-11-31T10:00:00Z")],
    ["authorised payment at +14:00", "</delivery-spec>", authorized("1", "2026-11-20T10:00:00+14:00")],
    ["authorised payment at +14:30", "</delivery-spec>", authorized("1", "2026-11-20T10:00:00+14:30")],
    ["authorised payment at second 60", "</delivery-spec>", authorized("1", "2026-11-20T10:00:60Z")],
    ["authorised payment in the year 0", "</delivery-spec>", authorized("1", "0000-11-20T10:00:00Z")],
    ["authorised payment before our era", "</delivery-spec>", authorized("1", "-0044-03-15T10:00:00Z")],
    ["authorised payment without zone", "</delivery-spec>", authorized("1", "2026-11-20T10:00:00.5")],
    ["unknown element", "<delivery-spec>", "<colour/><delivery-spec>"],
    ["element of a foreign namespace", "<delivery-spec>", '<x:a xmlns:x="urn:x"/><delivery-spec>'],
    ["text between elements", "<delivery-spec>", "text<delivery-spec>"],
    ["attribute", "<delivery-spec>", '<delivery-spec colour="red">'],
    ["attribute of a value", "<name>", '<name colour="red">'],
    [
      "schema location",
      "<shipment ",
      '<shipment xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x x.xsd" ',
    ],
    ["nil", "<name>", '<name xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true">'],
    ["no namespace", ' xmlns="http://www.canadapost.ca/ws/shipment-v8"', ""],
    ["older namespace", "shipment-v8", "shipment-v7"],
    ["a comment and an instruction", "<delivery-spec>", "<!-- a --><?b c?><delivery-spec>"],
    ["half a document", "</delivery-spec>\n</shipment>", ""],
    ["bare ampersand", "&amp;", "&"],
    ["unknown entity", "&amp;", "&eacute;"],
    ["control character", "Jo Tremblay", "Jo \u0001Tremblay"],
    ["control character by reference", "Jo Tremblay", "Jo &#1;Tremblay"],
    ["end of CDATA in text", "Jo Tremblay", "Jo ]]> Tremblay"],
    ["second root", "</shipment>", "</shipment><shipment/>"],
    ["text after the root", "</shipment>", "</shipment>x"],
    ["reserved word as element", "<name>Quai 3</name>", "<constructor>1</constructor>"],
    ["undeclared prefix", "<name>Quai 3</name>", "<x:name>Quai 3</x:name>"],
    ["name of an inherited property", "<name>Quai 3</name>", "<toString/>"],
  ],
};

const prefixed: Family = {
  ...contract,
  base: shipmentXml()
    .replace("xmlns=", "xmlns:cp=")
    .replace(/<(\/?)([a-z])/g, "<$1cp:$2"),
  variations: [["written with a prefix", "", ""]],
};

const customs: Family = {
  schema: "shipment.xsd",
  root: shipmentRequest(false),
  base: usShipmentXml(),
  variations: [
    ["as it is", "", ""],
    ["tariff code without dots", "6109.10", "610910"],
    ["tariff code of 4 digits", "6109.10", "6109"],
    ["tariff code of 10 digits", "6109.10", "6109.10.00.12"],
    ["tariff code of 5 groups", "6109.10", "6109.10.00.12.1"],
    ["declaration id", "<currency>", "<us-declaration-id>1234567890123</us-declaration-id><currency>"],
    ["conversion rate", "</currency>", "</currency><conversion-from-cad>9999.999999</conversion-from-cad>"],
    [
      "conversion rate of 7 decimals",
      "</currency>",
      "</currency><conversion-from-cad>0.1234567</conversion-from-cad>",
    ],
    [
      "conversion rate over the limit",
      "</currency>",
      "</currency><conversion-from-cad>10000</conversion-from-cad>",
    ],
    ["unit of measure of 2", "PCE", "PC"],
    ["0 units", "<customs-number-of-units>2", "<customs-number-of-units>0"],
    ["10,000 units", "<customs-number-of-units>2", "<customs-number-of-units>10000"],
    ["+2 units", "<customs-number-of-units>2", "<customs-number-of-units>+02"],
    ["2 units with spaces", "<customs-number-of-units>2", "<customs-number-of-units> 2 "],
    ["2.0 units", "<customs-number-of-units>2", "<customs-number-of-units>2.0"],
    ["unit weight 100", "0.320", "100"],
    ["description of 46 characters", "Knitted cotton T-shirt", long(46)],
    ["reason of 4 letters", "SOG", "SALE"],
    ["no items", "<item>", "<item><!--"],
    ["importer's number", "<sku-list>", "<ioss-id>IM1234567890</ioss-id><sku-list>"],
    ["invoice number of 11", "<sku-list>", "<invoice-number>12345678901</invoice-number><sku-list>"],
  ],
};

const nonContract: Family = {
  schema: "ncshipment.xsd",
  root: nonContractRequest(false),
  base: nonContractXml({ options: returnAtSendersExpense }),
  variations: [
    ["as it is", "", ""],
    ["request id", "<delivery-spec>", "<customer-request-id>a</customer-request-id><delivery-spec>"],
    ["no shipping point", "<requested-shipping-point>H2B1A0</requested-shipping-point>", ""],
    ["lower-case shipping point", "H2B1A0", "h2b1a0"],
    ["sender postal code with a space", "<postal-zip-code>H2B1A0", "<postal-zip-code>H2B 1A0"],
    ["sender province Quebec", "<prov-state>QC", "<prov-state>Quebec"],
    [
      "sender country",
      "<prov-state>QC</prov-state>",
      "<prov-state>QC</prov-state><country-code>CA</country-code>",
    ],
    ["destination postal code with a space", "K1K4T3", "K1K 4T3"],
    ["no destination address line", "<address-line-1>23 JARDIN PRIVATE</address-line-1>", ""],
    ["no destination city", "<city>OTTAWA</city>", ""],
    ["document", "</dimensions>", "</dimensions><document>true</document>"],
    ["oversized", "</dimensions>", "</dimensions><oversized>true</oversized>"],
    ["print preferences", "<preferences>", "<print-preferences/><preferences>"],
    email("a@example.museum"),
    email("a@example.info"),
    ["no settlement", "<settlement-info><promo-code>DEVPROTEST</promo-code></settlement-info>", ""],
    [
      "method of payment",
      "<promo-code>DEVPROTEST</promo-code>",
      "<intended-method-of-payment>CreditCard</intended-method-of-payment>",
    ],
    [
      "conversion rate over the limit",
      "<settlement-info>",
      "<customs><currency>USD</currency><conversion-from-cad>1000</conversion-from-cad><reason-for-export>SOG</reason-for-export><sku-list><item><customs-number-of-units>1</customs-number-of-units><customs-description>a</customs-description><unit-weight>1</unit-weight><customs-value-per-unit>1</customs-value-per-unit></item></sku-list></customs><settlement-info>",
    ],
    [
      "importer's number",
      "<settlement-info>",
      "<customs><ioss-id>1</ioss-id><currency>USD</currency><reason-for-export>SOG</reason-for-export><sku-list><item><customs-number-of-units>1</customs-number-of-units><customs-description>a</customs-description><unit-weight>1</unit-weight><customs-value-per-unit>1</customs-value-per-unit></item></sku-list></customs><settlement-info>",
    ],
  ],
};

const rating: Family = {
  schema: "rating.xsd",
  root: ratesRequest,
  base: ratesXml(),
  variations: [
    ["as it is", "", ""],
    ["postal code with a space", "K1K4T3", "K1K 4T3"],
    ["zip as a postal code", "K1K4T3", "10118"],
    [
      "united states",
      "<domestic><postal-code>K1K4T3</postal-code></domestic>",
      "<united-states><zip-code>10118-3301</zip-code></united-states>",
    ],
    [
      "zip of 4 digits",
      "<domestic><postal-code>K1K4T3</postal-code></domestic>",
      "<united-states><zip-code>1011</zip-code></united-states>",
    ],
    [
      "international",
      "<domestic><postal-code>K1K4T3</postal-code></domestic>",
      "<international><country-code>FR</country-code></international>",
    ],
    ["no destination", "<domestic><postal-code>K1K4T3</postal-code></domestic>", ""],
    [
      "two destinations",
      "</domestic>",
      "</domestic><international><country-code>FR</country-code></international>",
    ],
    weight("99.999", "1.450"),
    weight("100", "1.450"),
    ["lower-case origin", "H2B1A0", "h2b1a0"],
    ["unknown quote type", "commercial", "Commercial"],
    ["customer of 11 digits", "0002004381", "00002004381"],
    ["option qualifier", "</option-code>", "</option-code><option-qualifier-1>true</option-qualifier-1>"],
    ["no services named", "<service-code>DOM.EP</service-code>", ""],
    ["empty promo code", "<options>", "<promo-code/><options>"],
  ],
};

const manifest: Family = {
  schema: "manifest.xsd",
  root: transmitRequest,
  base: transmitXml(),
  variations: [
    ["as it is", "", ""],
    ["no group", "<group-id>2026-11-20</group-id>", ""],
    ["two groups", "</group-id>", "</group-id><group-id>b</group-id>"],
    ["province Quebec", "<prov-state>QC", "<prov-state>Quebec"],
    ["country FR", "<country-code>CA", "<country-code>FR"],
    ["zip code", "<postal-zip-code>H2B1A0", "<postal-zip-code>10118-3301"],
    ["no detailed-manifests", "<detailed-manifests>true</detailed-manifests>", ""],
    ["reference of 13", "WAVE42", "WAVE421234567"],
    [
      "excluded shipment",
      "</transmit-set>",
      "<excluded-shipments><shipment-id>1</shipment-id></excluded-shipments></transmit-set>",
    ],
    ["empty exclusions", "</transmit-set>", "<excluded-shipments/></transmit-set>"],
    ["empty manifest name", "<phone-number>", "<manifest-name/><phone-number>"],
  ],
};

const refunds: Family[] = [
  {
    schema: "shipment.xsd",
    root: refundRequest,
    base: refundXml,
    variations: [
      ["as it is", "", ""],
      ["two e-mails", "</email>", "</email><email>a@example.com</email>"],
      ["no e-mail", "<email>shipping@example.com</email>", ""],
    ],
  },
  {
    schema: "ncshipment.xsd",
    root: nonContractRefundRequest,
    base: nonContractRefundXml,
    variations: [
      ["as it is", "", ""],
      ["long last label", "example.com", "example.photography"],
    ],
  },
];

/** Valid and invalid documents of every kind that a client sends. */
export const requestFamilies = [contract, prefixed, customs, nonContract, rating, manifest, ...refunds];
