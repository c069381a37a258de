import type { CanadaPostAccount } from "./accounts.ts";
import type { Delivery } from "./delivery.ts";
import type { Answer, Call } from "./endpoint.ts";
import { documentOf } from "./endpoint.ts";
import type { Message } from "./messages.ts";
import { broken, Refusal } from "./messages.ts";
import { buy, checkDelivery } from "./purchase.ts";
import { nonContractReply } from "./replies.ts";
import { nonContractRequest } from "./schema-non-contract.ts";
import { nonContractInfo } from "./shipment-answers.ts";
import type { World } from "./world.ts";

/** Create Non-Contract Shipment: nothing guards against a second one. */
export function createNonContractShipment(world: World, call: Call): Answer {
  const document = documentOf(call, nonContractRequest(world.switches.usDeclarationId));
  const delivery: Delivery = document["delivery-spec"];
  const problems = [...checkDelivery(delivery, { world, call }), ...checkNonContract(delivery, call.account)];
  if (problems.length > 0) throw new Refusal(400, problems);

  const sender = document["delivery-spec"].sender["address-details"];
  const shipment = buy(
    {
      kind: "non_contract",
      mobo: call.account.customer,
      requestId: null,
      groupId: null,
      delivery,
      returnSpec: undefined,
      shippingPoint: {
        postalCode: document["requested-shipping-point"] ?? sender["postal-zip-code"],
        siteId: null,
        pickup: false,
      },
      payment: { method: "CreditCard", contractId: null, paidBy: null },
    },
    { world, call },
  );
  const content = nonContractInfo(shipment, { world, call });
  return nonContractReply("non-contract-shipment-info", content, world.switches.successStatus);
}

function checkNonContract(delivery: Delivery, account: CanadaPostAccount): Message[] {
  const { document, dimensions } = delivery["parcel-characteristics"];
  return broken([
    [!document && !dimensions, "9162", "Length, width and height are mandatory when document is false."],
    [account.contractOnly === true, "9173", "Commercial customers must use contract shipping."],
    [!account.card, "9174", "The profile has no default credit card."],
  ]);
}
