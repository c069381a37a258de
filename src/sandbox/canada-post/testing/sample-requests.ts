/** Valid request documents for tests: each with the parts that a test varies as arguments. */

interface ShipmentSample {
  requestId?: string;
  /** A group's name, or null for `transmit-shipment`. */
  group?: string | null;
  mailingDate?: string;
  service?: string;
  weight?: string;
  payment?: "Account" | "CreditCard";
  output?: { format: string; encoding: string };
  order?: string;
  name?: string;
  /** Raw XML that takes the place of a whole part. */
  destination?: string;
  options?: string;
  customs?: string;
  head?: string;
}

const domesticDestination = (name: string) => `<destination>
      <name>${name}</name>
      <additional-address-info>Attn: Reception</additional-address-info>
      <client-voice-number>613-555-0177</client-voice-number>
      <address-details>
        <address-line-1>23 JARDIN PRIVATE</address-line-1>
        <address-line-2>UNIT 4</address-line-2>
        <city>OTTAWA</city>
        <prov-state>ON</prov-state>
        <country-code>CA</country-code>
        <postal-zip-code>K1K4T3</postal-zip-code>
      </address-details>
    </destination>`;

export const usDestination = `<destination>
      <name>Sam Rivera</name>
      <client-voice-number>212-555-0123</client-voice-number>
      <address-details>
        <address-line-1>350 5TH AVE STE 3301</address-line-1>
        <city>NEW YORK</city>
        <prov-state>NY</prov-state>
        <country-code>US</country-code>
        <postal-zip-code>10118-3301</postal-zip-code>
      </address-details>
    </destination>`;

export const returnAtSendersExpense = "<options><option><option-code>RASE</option-code></option></options>";

export const customsInCad = `<customs>
      <currency>CAD</currency>
      <reason-for-export>SOG</reason-for-export>
      <sku-list>
        <item>
          <customs-number-of-units>2</customs-number-of-units>
          <customs-description>Knitted cotton T-shirt</customs-description>
          <sku>TS-BLK-M</sku>
          <hs-tariff-code>6109.10</hs-tariff-code>
          <unit-weight>0.320</unit-weight>
          <customs-value-per-unit>24.99</customs-value-per-unit>
          <customs-unit-of-measure>PCE</customs-unit-of-measure>
          <country-of-origin>CN</country-of-origin>
        </item>
      </sku-list>
    </customs>`;

/** Contract: domestic, in a group, signature and coverage, unless told otherwise. */
export function shipmentXml(sample: ShipmentSample = {}): string {
  const {
    requestId = "order-1-parcel-1",
    group = "2026-11-20",
    service = "DOM.EP",
    weight = "1.450",
  } = sample;
  const { format, encoding } = sample.output ?? { format: "4x6", encoding: "PDF" };
  const waiting =
    group === null ? "<transmit-shipment>true</transmit-shipment>" : `<group-id>${group}</group-id>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<shipment xmlns="http://www.canadapost.ca/ws/shipment-v8">
  ${requestId && `<customer-request-id>${requestId}</customer-request-id>`}
  ${waiting}
  <requested-shipping-point>H2B1A0</requested-shipping-point>
  <expected-mailing-date>${sample.mailingDate ?? "2026-11-23"}</expected-mailing-date>
  ${sample.head ?? ""}
  <delivery-spec>
    <service-code>${service}</service-code>
    <sender>
      <name>Quai 3</name>
      <company>Boutique Érable &amp; Fils</company>
      <contact-phone>514-555-0134</contact-phone>
      <address-details>
        <address-line-1>502 MAIN ST N</address-line-1>
        <city>MONTREAL</city>
        <prov-state>QC</prov-state>
        <country-code>CA</country-code>
        <postal-zip-code>H2B1A0</postal-zip-code>
      </address-details>
    </sender>
    ${sample.destination ?? domesticDestination(sample.name ?? "Jo Tremblay")}
    ${sample.options ?? `<options><option><option-code>SO</option-code></option><option><option-code>COV</option-code><option-amount>250.00</option-amount></option></options>`}
    <parcel-characteristics>
      <weight>${weight}</weight>
      <dimensions><length>30.5</length><width>22.0</width><height>12.0</height></dimensions>
    </parcel-characteristics>
    <notification>
      <email>jo.tremblay@example.com</email>
      <on-shipment>true</on-shipment>
      <on-exception>false</on-exception>
      <on-delivery>true</on-delivery>
    </notification>
    <print-preferences><output-format>${format}</output-format><encoding>${encoding}</encoding></print-preferences>
    <preferences>
      <show-packing-instructions>false</show-packing-instructions>
      <show-postage-rate>false</show-postage-rate>
      <show-insured-value>false</show-insured-value>
    </preferences>
    <references>
      <cost-centre>MARKETPLACE</cost-centre>
      <customer-ref-1>${sample.order ?? "ORD-0000184-A"}</customer-ref-1>
      <customer-ref-2>P1</customer-ref-2>
    </references>
    ${sample.customs ?? ""}
    <settlement-info>
      <contract-id>0042708517</contract-id>
      <intended-method-of-payment>${sample.payment ?? "Account"}</intended-method-of-payment>
    </settlement-info>
  </delivery-spec>
</shipment>`;
}

/** Contract, to the USA, paid by card and transmitted at once. */
export const usShipmentXml = (sample: ShipmentSample = {}) =>
  shipmentXml({
    group: null,
    service: "USA.EP",
    payment: "CreditCard",
    destination: usDestination,
    options: returnAtSendersExpense,
    customs: customsInCad,
    ...sample,
  });

interface NonContractSample {
  service?: string;
  weight?: string;
  order?: string;
  reference?: string;
  destination?: string;
  options?: string;
  customs?: string;
}

export function nonContractXml(sample: NonContractSample = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<non-contract-shipment xmlns="http://www.canadapost.ca/ws/ncshipment-v4">
  <requested-shipping-point>H2B1A0</requested-shipping-point>
  <delivery-spec>
    <service-code>${sample.service ?? "DOM.EP"}</service-code>
    <sender>
      <company>Boutique Érable &amp; Fils</company>
      <contact-phone>514-555-0134</contact-phone>
      <address-details>
        <address-line-1>502 MAIN ST N</address-line-1>
        <city>MONTREAL</city>
        <prov-state>QC</prov-state>
        <postal-zip-code>H2B1A0</postal-zip-code>
      </address-details>
    </sender>
    ${sample.destination ?? domesticDestination("Jo Tremblay")}
    ${sample.options ?? ""}
    <parcel-characteristics>
      <weight>${sample.weight ?? "0.820"}</weight>
      <dimensions><length>25.0</length><width>20.0</width><height>8.0</height></dimensions>
    </parcel-characteristics>
    <notification>
      <email>jo.tremblay@example.com</email>
      <on-shipment>true</on-shipment>
      <on-exception>false</on-exception>
      <on-delivery>true</on-delivery>
    </notification>
    <preferences>
      <show-packing-instructions>false</show-packing-instructions>
      <show-postage-rate>false</show-postage-rate>
    </preferences>
    <references>
      <customer-ref-1>${sample.order ?? "ORD-0000192-A"}</customer-ref-1>
      <customer-ref-2>${sample.reference ?? "parcel-192-1"}</customer-ref-2>
    </references>
    ${sample.customs ?? ""}
    <settlement-info><promo-code>DEVPROTEST</promo-code></settlement-info>
  </delivery-spec>
</non-contract-shipment>`;
}

export const transmitXml = (group = "2026-11-20", extra = "") => `<?xml version="1.0" encoding="UTF-8"?>
<transmit-set xmlns="http://www.canadapost.ca/ws/manifest-v8">
  <group-ids><group-id>${group}</group-id></group-ids>
  <requested-shipping-point>H2B1A0</requested-shipping-point>
  <detailed-manifests>true</detailed-manifests>
  <method-of-payment>Account</method-of-payment>
  <manifest-address>
    <manifest-company>Boutique Érable &amp; Fils</manifest-company>
    <phone-number>514-555-0134</phone-number>
    <address-details>
      <address-line-1>502 MAIN ST N</address-line-1>
      <city>MONTREAL</city>
      <prov-state>QC</prov-state>
      <country-code>CA</country-code>
      <postal-zip-code>H2B1A0</postal-zip-code>
    </address-details>
  </manifest-address>
  <customer-reference>WAVE42</customer-reference>
  ${extra}
</transmit-set>`;

interface RatesSample {
  weight?: string;
  destination?: string;
  services?: string;
  quote?: string;
}

export const ratesXml = (sample: RatesSample = {}) => `<?xml version="1.0" encoding="UTF-8"?>
<mailing-scenario xmlns="http://www.canadapost.ca/ws/ship/rate-v4">
  ${sample.quote ?? "<customer-number>0002004381</customer-number><contract-id>0042708517</contract-id><quote-type>commercial</quote-type>"}
  <expected-mailing-date>2026-11-23</expected-mailing-date>
  <options><option><option-code>SO</option-code></option></options>
  <parcel-characteristics>
    <weight>${sample.weight ?? "1.450"}</weight>
    <dimensions><length>30.5</length><width>22.0</width><height>12.0</height></dimensions>
  </parcel-characteristics>
  ${sample.services ?? "<services><service-code>DOM.EP</service-code></services>"}
  <origin-postal-code>H2B1A0</origin-postal-code>
  <destination>${sample.destination ?? "<domestic><postal-code>K1K4T3</postal-code></domestic>"}</destination>
</mailing-scenario>`;

export const refundXml = `<?xml version="1.0" encoding="UTF-8"?>
<shipment-refund-request xmlns="http://www.canadapost.ca/ws/shipment-v8"><email>shipping@example.com</email></shipment-refund-request>`;

export const nonContractRefundXml = `<?xml version="1.0" encoding="UTF-8"?>
<non-contract-shipment-refund-request xmlns="http://www.canadapost.ca/ws/ncshipment-v4"><email>shipping@example.com</email></non-contract-shipment-refund-request>`;
