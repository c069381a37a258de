const XML = { "Content-Type": "application/xml; charset=utf-8" };

export const xml = (body: string, status = 200, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers: { ...XML, ...headers } });

export const html = (status: number) =>
  new Response("<!DOCTYPE html><html><body>Sorry<br></body></html>", {
    status,
    headers: { "Content-Type": "text/html" },
  });

/** An error answer: `["2695", "Contact phone"]` is one message. */
export function messages(status: number, ...told: [code: string, description: string][]): Response {
  const list = told.map(
    ([code, description]) =>
      `<message><code>${code}</code><description>${description}</description></message>`,
  );
  return xml(`<messages xmlns="http://www.canadapost.ca/ws/messages">${list.join("")}</messages>`, status);
}

const prefix = (contract: boolean) => (contract ? "" : "non-contract-");

interface AnyShipment {
  /** The address of the shipment. */
  self: string;
  id?: string;
  contract?: boolean;
  label?: string;
}

/** A shipment with its links in no particular order. */
export function shipmentInfo({
  self,
  id = "347881315405043891",
  contract = true,
  label,
}: AnyShipment): Response {
  const root = `${prefix(contract)}shipment-info`;
  const labelLink = label ? `<link rel="label" href="${label}" media-type="application/pdf" index="0"/>` : "";
  return xml(`<${root}><shipment-id>${id}</shipment-id><tracking-pin>123456789012</tracking-pin>
    <links>${labelLink}<link rel="details" href="${self}/details" media-type="x"/><link rel="self" href="${self}" media-type="x"/></links></${root}>`);
}

interface AnyDetails {
  requestKey: string;
  postalCode?: string;
  kilograms?: string;
  contract?: boolean;
  refunded?: boolean;
}

export function shipmentDetails(details: AnyDetails): Response {
  const { requestKey, postalCode = "K1K4T3", kilograms = "0.820", contract = true } = details;
  const root = `${prefix(contract)}shipment-details`;
  const spec = `<delivery-spec>
    <destination><address-details><postal-zip-code>${postalCode}</postal-zip-code></address-details></destination>
    <parcel-characteristics><weight>${kilograms}</weight></parcel-characteristics>
    <references><customer-ref-2>${requestKey}</customer-ref-2></references></delivery-spec>`;
  const refund = details.refunded
    ? "<refund-request-info><service-ticket-id>1</service-ticket-id></refund-request-info>"
    : "";
  const body = spec + refund;
  return xml(`<${root}>${contract ? `<shipment-detail>${body}</shipment-detail>` : body}</${root}>`);
}

export function shipmentList(links: string[], contract = true): Response {
  const root = `${prefix(contract)}shipments`;
  const list = links.map((link) => `<link rel="shipment" href="${link}" media-type="x"/>`);
  return xml(`<${root}>${list.join("")}</${root}>`);
}

export const PDF = "%PDF-1.4\n% a label\ntrailer\n%%EOF\n";

export const pdf = (body = PDF) => new Response(body, { headers: { "Content-Type": "application/pdf" } });
