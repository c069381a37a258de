import type { Call } from "./endpoint.ts";
import { Links, NON_CONTRACT_MEDIA, SHIPMENT_MEDIA } from "./links.ts";
import { shipmentPrice, shipmentReceipt } from "./price-answers.ts";
import type { Shipment } from "./shipments.ts";
import type { World } from "./world.ts";
import type { XmlNode, XmlValue } from "./xml.ts";
import { echo, parseXml } from "./xml.ts";

/** The content of `shipment-info`. `withPrice` and `withReceipt` are what a Create asked for. */
export function shipmentInfo(
  shipment: Shipment,
  { world, call, ...extras }: { world: World; call: Call; withPrice?: boolean; withReceipt?: boolean },
): XmlNode {
  return {
    "customer-request-id": shipment.requestId ?? undefined,
    "shipment-id": shipment.id,
    "shipment-status": shipment.status,
    "tracking-pin": shipment.pin ?? undefined,
    "return-tracking-pin": shipment.returnPin ?? undefined,
    "po-number": shipment.poNumber ?? undefined,
    "shipment-price": extras.withPrice ? shipmentPrice(shipment) : undefined,
    "shipment-receipt": extras.withReceipt ? shipmentReceipt(shipment) : undefined,
    links: contractLinks(shipment, { world, call }),
  };
}

function contractLinks(shipment: Shipment, { world, call }: { world: World; call: Call }): XmlNode {
  const links = new Links(world, call);
  const self = links.shipment(shipment);
  const mediaType = SHIPMENT_MEDIA;
  const { groupId, account, mobo, artifacts } = shipment;
  const waiting = shipment.status === "created";
  const entries = [
    { rel: "self", href: self, mediaType },
    { rel: "details", href: `${self}/details`, mediaType },
    ...(waiting && groupId !== null
      ? [{ rel: "group", href: groupHref(links.customer(account.customer, mobo), groupId), mediaType }]
      : [{ rel: "refund", href: `${self}/refund`, mediaType }]),
    { rel: "price", href: `${self}/price`, mediaType },
    ...(hasReceipt(shipment) ? [{ rel: "receipt", href: `${self}/receipt`, mediaType }] : []),
    ...labelLinks(world, { links, account, artifacts }),
  ];
  return links.list(entries, shipment.id);
}

function labelLinks(
  world: World,
  { links, account, artifacts }: { links: Links } & Pick<Shipment, "account" | "artifacts">,
) {
  const papers = [
    { rel: "label", id: artifacts.label },
    { rel: "returnLabel", id: artifacts.returnLabel },
  ];
  return papers.flatMap(({ rel, id }) =>
    id === null
      ? []
      : [
          {
            rel,
            href: links.artifact(account.username, id),
            mediaType: world.artifacts.mediaTypeOf(id),
            index: 0,
          },
        ],
  );
}

export function groupHref(folder: string, groupId: string): string {
  return `${folder}/shipment?groupId=${encodeURIComponent(groupId)}`;
}

/** Card and supplier payments are receipted once the shipment is transmitted. */
export function hasReceipt({ status, payment }: Shipment): boolean {
  return status === "transmitted" && payment.method !== "Account";
}

/** The content of `shipment-details`: what was sent, and what became of it. */
export function shipmentDetails(shipment: Shipment): XmlNode {
  const { shippingPoint } = shipment;
  const sent = partsOf(shipment);
  return {
    "customer-request-id": shipment.requestId ?? undefined,
    "shipment-status": shipment.status,
    "final-shipping-point": shippingPoint.postalCode,
    "tracking-pin": shipment.pin ?? undefined,
    "po-number": shipment.poNumber ?? undefined,
    "shipping-point-id": shippingPoint.siteId ?? undefined,
    "cpc-pickup-indicator": shippingPoint.pickup || undefined,
    "shipment-detail": {
      "group-id": sent("group-id"),
      "transmit-shipment": sent("transmit-shipment"),
      "quickship-label-requested": sent("quickship-label-requested"),
      "expected-mailing-date": sent("expected-mailing-date"),
      "delivery-spec": sent("delivery-spec"),
      "return-spec": sent("return-spec"),
      "refund-request-info": refundInfo(shipment),
    },
  };
}

/** The content of `non-contract-shipment-info`. */
export function nonContractInfo(shipment: Shipment, { world, call }: { world: World; call: Call }): XmlNode {
  const links = new Links(world, call);
  const self = links.shipment(shipment);
  const mediaType = NON_CONTRACT_MEDIA;
  const entries = [
    { rel: "self", href: self, mediaType },
    { rel: "details", href: `${self}/details`, mediaType },
    { rel: "receipt", href: `${self}/receipt`, mediaType },
    ...labelLinks(world, { links, account: shipment.account, artifacts: shipment.artifacts }),
    { rel: "refund", href: `${self}/refund`, mediaType },
  ];
  return {
    "shipment-id": shipment.id,
    "tracking-pin": shipment.pin ?? undefined,
    links: links.list(entries, shipment.id),
  };
}

/** The content of `non-contract-shipment-details`. */
export function nonContractDetails(shipment: Shipment): XmlNode {
  return {
    "final-shipping-point": shipment.shippingPoint.postalCode,
    "tracking-pin": shipment.pin ?? undefined,
    "delivery-spec": partsOf(shipment)("delivery-spec"),
    "refund-request-info": refundInfo(shipment),
  };
}

/** The development host gives every refund the same ticket. */
export function refundInfo({ refundDate }: Shipment): XmlNode | undefined {
  if (refundDate === null) return undefined;
  return { "service-ticket-date": refundDate, "service-ticket-id": "0123456789" };
}

/** Hands out parts of the request by name. */
function partsOf({ request }: Shipment): (name: string) => XmlValue {
  const { children } = parseXml(request);
  return (name) => {
    const element = children.find((child) => child.name === name);
    return element && echo(element);
  };
}
