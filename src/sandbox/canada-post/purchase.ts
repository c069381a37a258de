import { checkDestination, checkSender } from "./check-address.ts";
import { checkCustoms } from "./check-customs.ts";
import { checkOptions, checkPaper, checkService } from "./check-parcel.ts";
import type { Delivery } from "./delivery.ts";
import { countryOf, optionsOf } from "./delivery.ts";
import type { Call } from "./endpoint.ts";
import { labelContent, returnLabelContent } from "./label-content.ts";
import { labelPdf } from "./label-pdf.ts";
import { labelZpl } from "./label-zpl.ts";
import type { Message } from "./messages.ts";
import type { ReturnSpecification } from "./schema-shipment.ts";
import type { Service } from "./services.ts";
import { serviceOf } from "./services.ts";
import type { Shipment } from "./shipments.ts";
import { priceOf } from "./tariff.ts";
import type { World } from "./world.ts";

/** The rules that contract and non-contract shipments share. */
export function checkDelivery(delivery: Delivery, { world, call }: { world: World; call: Call }): Message[] {
  const service = serviceOf(delivery["service-code"]);
  const duties = {
    required: world.switches.usDutiesRequired,
    accountKey: call.headers.has("x-cpc-zonos-key"),
  };
  return [
    ...checkService(delivery, service),
    ...checkSender(delivery),
    ...checkDestination(delivery, service),
    ...checkOptions(delivery, service),
    ...checkCustoms(delivery, duties),
    ...checkPaper(delivery),
  ];
}

type Given = Pick<
  Shipment,
  "kind" | "mobo" | "requestId" | "delivery" | "shippingPoint" | "payment" | "groupId"
> & { returnSpec: ReturnSpecification | undefined };

/** Buys: numbers, price and papers for a delivery that has passed every rule, entered in the books at once. */
export function buy(given: Given, { world, call }: { world: World; call: Call }): Shipment {
  const { clock, ids, artifacts, shipments } = world;
  const { returnSpec, ...facts } = given;
  const service = soldService(given.delivery);
  const createdAt = clock.now();
  const transmitted = given.groupId === null;
  const shipment: Shipment = {
    ...facts,
    request: call.body,
    id: ids.shipmentId(),
    account: call.account,
    pin: service.tracked ? newPin(world, service) : null,
    returnPin: returnSpec ? newPin(world, service) : null,
    createdAt,
    visibleAt: new Date(createdAt.getTime() + call.hiddenMs),
    service,
    price: deliveryPrice(given, service),
    artifacts: { label: artifacts.newId(), returnLabel: returnSpec ? artifacts.newId() : null },
    status: transmitted ? "transmitted" : "created",
    state: "live",
    manifestId: null,
    poNumber: transmitted && given.kind === "contract" ? ids.poNumber() : null,
    refundDate: null,
    refundAttempts: 0,
    labelDownloads: 0,
  };
  shipments.add(shipment);
  addLabels(world, { shipment, returnSpec });
  return shipment;
}

function newPin({ switches, ids }: World, service: Service): string {
  return switches.constantPin ? ids.constantPin() : ids.trackingPin(service);
}

function soldService(delivery: Delivery): Service {
  const service = serviceOf(delivery["service-code"]);
  if (!service) throw new Error(`service ${delivery["service-code"]} was not refused`);
  return service;
}

function deliveryPrice({ kind, delivery }: Given, service: Service) {
  const domestic = countryOf(delivery) === "CA";
  return priceOf({
    service,
    weightKg: delivery["parcel-characteristics"].weight,
    options: optionsOf(delivery),
    province: domestic ? (delivery.destination["address-details"]["prov-state"] ?? null) : null,
    counter: kind === "non_contract",
  });
}

function addLabels(
  { artifacts }: World,
  { shipment, returnSpec }: { shipment: Shipment; returnSpec: ReturnSpecification | undefined },
): void {
  const { account, createdAt, delivery } = shipment;
  const print = delivery["print-preferences"];
  const format = print?.["output-format"] === "8.5x11" ? "8.5x11" : "4x6";
  const zpl = print?.encoding === "ZPL";
  const paper = {
    owner: account.username,
    mediaType: zpl ? ("application/zpl" as const) : ("application/pdf" as const),
    createdAt,
    isAvailable: () => shipment.state !== "voided",
  };
  const draw = async (content: ReturnType<typeof labelContent>) =>
    zpl ? new TextEncoder().encode(labelZpl(content)) : labelPdf(content, format);
  artifacts.add({
    ...paper,
    id: shipment.artifacts.label,
    render: () => draw(labelContent(shipment)),
    onDownload: () => {
      shipment.labelDownloads += 1;
    },
  });
  if (!returnSpec || shipment.artifacts.returnLabel === null) return;
  artifacts.add({
    ...paper,
    id: shipment.artifacts.returnLabel,
    render: () => draw(returnLabelContent(shipment, returnSpec)),
    onDownload: () => undefined,
  });
}
