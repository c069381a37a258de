import { createShipment } from "./create-shipment.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { documentOf } from "./endpoint.ts";
import { SHIPMENT_MEDIA } from "./links.ts";
import { notFound, refuse } from "./messages.ts";
import type { OperationName } from "./operations.ts";
import { shipmentPrice, shipmentReceipt } from "./price-answers.ts";
import { requestRefund } from "./refunds.ts";
import { shipmentReply } from "./replies.ts";
import { refundRequest } from "./schema-shipment.ts";
import { hasReceipt, refundInfo, shipmentDetails, shipmentInfo } from "./shipment-answers.ts";
import type { Shipment } from "./shipments.ts";
import { isReadable } from "./shipments.ts";
import type { World } from "./world.ts";

const FOLDER = "/rs/:customer/:mobo/shipment";

/** Create, read, void and refund contract shipments. */
export function contractEndpoints(world: World): Endpoint[] {
  const row = (
    operation: OperationName,
    rest: Pick<Endpoint, "method" | "path" | "group" | "handle">,
  ): Endpoint => ({ operation, mediaType: SHIPMENT_MEDIA, ...rest });
  const read = (
    operation: OperationName,
    path: string,
    answer: (shipment: Shipment, call: Call) => Answer,
  ): Endpoint =>
    row(operation, {
      method: "GET",
      path: `${FOLDER}/:id${path}`,
      group: "A",
      handle: (call) => answer(contractShipment(world, call), call),
    });
  return [
    row("CreateShipment", {
      method: "POST",
      path: FOLDER,
      group: "A",
      handle: (call) => createShipment(world, call),
    }),
    read("GetShipment", "", (shipment, call) =>
      shipmentReply("shipment-info", shipmentInfo(shipment, { world, call })),
    ),
    read("GetShipmentDetails", "/details", (shipment) =>
      shipmentReply("shipment-details", shipmentDetails(shipment)),
    ),
    read("GetShipmentPrice", "/price", (shipment) =>
      shipmentReply("shipment-price", shipmentPrice(shipment)),
    ),
    read("GetShipmentReceipt", "/receipt", (shipment) => {
      if (!hasReceipt(shipment)) throw notFound();
      return shipmentReply("shipment-receipt", shipmentReceipt(shipment));
    }),
    row("VoidShipment", {
      method: "DELETE",
      path: `${FOLDER}/:id`,
      group: "B",
      handle: (call) => voidShipment(world, call),
    }),
    row("RefundShipment", {
      method: "POST",
      path: `${FOLDER}/:id/refund`,
      group: "B",
      handle: (call) => refund(world, call),
    }),
  ];
}

/** The shipment in the URL, or 404 with an empty list: unknown, foreign, voided, or older than its links. */
function contractShipment(world: World, call: Call): Shipment {
  const shipment = world.shipments.byId(call.params.id ?? "");
  const reader = { customer: call.account.customer, now: world.clock.now() };
  if (shipment?.kind !== "contract" || !isReadable(shipment, reader)) throw notFound();
  return shipment;
}

function voidShipment(world: World, call: Call): Answer {
  const shipment = contractShipment(world, call);
  if (shipment.status !== "created") {
    refuse(
      400,
      "8064",
      "The shipment can only be void if it is in a PROCESSED or PRINTED state; if transmitted, a refund request should be submitted.",
    );
  }
  shipment.state = "voided";
  if (world.switches.freedByVoid && shipment.requestId) {
    world.shipments.freeRequestId(shipment.account.customer, shipment.requestId);
  }
  return { status: 204, body: null, mediaType: null };
}

function refund(world: World, call: Call): Answer {
  documentOf(call, refundRequest);
  const shipment = contractShipment(world, call);
  if (shipment.status === "created") refuse(400, "7291", "The shipment is not transmitted: void it.");
  requestRefund(shipment, world);
  return shipmentReply("shipment-refund-request-info", refundInfo(shipment) ?? {});
}
