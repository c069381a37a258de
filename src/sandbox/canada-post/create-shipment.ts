import { checkContract } from "./check-contract.ts";
import type { Delivery } from "./delivery.ts";
import { isBlank } from "./delivery.ts";
import { easternTime } from "./eastern-time.ts";
import type { Answer, Call } from "./endpoint.ts";
import { documentOf } from "./endpoint.ts";
import { Refusal, refuse } from "./messages.ts";
import { buy, checkDelivery } from "./purchase.ts";
import { shipmentReply } from "./replies.ts";
import type { ShipmentDocument } from "./schema-shipment.ts";
import { shipmentRequest } from "./schema-shipment.ts";
import { shipmentInfo } from "./shipment-answers.ts";
import type { World } from "./world.ts";

/** Create Shipment. Nothing is awaited between the check of the request id and the entry in the books. */
export function createShipment(world: World, call: Call): Answer {
  const { switches, shipments } = world;
  const document = documentOf(call, shipmentRequest(switches.usDeclarationId));
  const given = document["customer-request-id"];
  const requestId = given === undefined || isBlank(given) ? null : given;
  const { customer } = call.account;

  const problems = [
    ...checkDelivery(document["delivery-spec"], { world, call }),
    ...checkContract(document, { account: call.account, today: easternTime(world.clock.now()).date }),
  ];
  const claims = requestId !== null && (problems.length === 0 || switches.rejectedConsumesId);
  if (claims && !shipments.claimRequestId(customer, requestId)) {
    refuse(switches.duplicateStatus, "7314", "Request ID already exists; it must be unique when provided.");
  }
  if (problems.length > 0) throw new Refusal(400, problems);

  const shipment = buy(purchaseOf(document, { requestId, mobo: call.params.mobo ?? customer }), {
    world,
    call,
  });
  const content = shipmentInfo(shipment, {
    world,
    call,
    withPrice: document["provide-pricing-info"],
    withReceipt: document["provide-receipt-info"],
  });
  return shipmentReply("shipment-info", content, switches.successStatus);
}

function purchaseOf(
  document: ShipmentDocument,
  { requestId, mobo }: { requestId: string | null; mobo: string },
) {
  const spec = document["delivery-spec"];
  const delivery: Delivery = spec;
  const settlement = spec["settlement-info"];
  const siteId = document["shipping-point-id"];
  return {
    kind: "contract" as const,
    mobo,
    requestId,
    delivery,
    groupId: document["group-id"] ?? null,
    returnSpec: document["return-spec"],
    shippingPoint: {
      postalCode:
        document["requested-shipping-point"] ?? spec.sender["address-details"]["postal-zip-code"] ?? "",
      siteId: siteId === undefined || isBlank(siteId) ? null : siteId,
      pickup: document["cpc-pickup-indicator"] ?? false,
    },
    payment: {
      method: settlement["intended-method-of-payment"],
      contractId: settlement["contract-id"] ?? null,
      paidBy: settlement["paid-by-customer"] ?? null,
    },
  };
}
