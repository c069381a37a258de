import { createNonContractShipment } from "./create-non-contract-shipment.ts";
import { compactDate, easternTime } from "./eastern-time.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { documentOf } from "./endpoint.ts";
import { Links, link, NON_CONTRACT_MEDIA } from "./links.ts";
import { notFound, refuse } from "./messages.ts";
import type { OperationName } from "./operations.ts";
import { nonContractReceipt } from "./price-answers.ts";
import { requestRefund } from "./refunds.ts";
import { nonContractReply } from "./replies.ts";
import { nonContractRefundRequest } from "./schema-non-contract.ts";
import { nonContractDetails, nonContractInfo, refundInfo } from "./shipment-answers.ts";
import type { Shipment } from "./shipments.ts";
import { isListed, isReadable } from "./shipments.ts";
import type { World } from "./world.ts";

const FOLDER = "/rs/:customer/ncshipment";

/** Create, read, list and refund non-contract shipments: paid by card at once, no void, no duplicate guard. */
export function nonContractEndpoints(world: World): Endpoint[] {
  const row = (
    operation: OperationName,
    rest: Pick<Endpoint, "method" | "path" | "handle"> & { group?: "B" },
  ): Endpoint => ({ operation, mediaType: NON_CONTRACT_MEDIA, group: "A", ...rest });
  const read = (
    operation: OperationName,
    path: string,
    answer: (shipment: Shipment, call: Call) => Answer,
  ): Endpoint =>
    row(operation, {
      method: "GET",
      path: `${FOLDER}/:id${path}`,
      handle: (call) => answer(nonContractShipment(world, call), call),
    });
  return [
    row("CreateNonContractShipment", {
      method: "POST",
      path: FOLDER,
      handle: (call) => createNonContractShipment(world, call),
    }),
    row("GetNonContractShipments", { method: "GET", path: FOLDER, handle: (call) => list(world, call) }),
    read("GetNonContractShipment", "", (shipment, call) =>
      nonContractReply("non-contract-shipment-info", nonContractInfo(shipment, { world, call })),
    ),
    read("GetNonContractShipmentDetails", "/details", (shipment) =>
      nonContractReply("non-contract-shipment-details", nonContractDetails(shipment)),
    ),
    read("GetNonContractShipmentReceipt", "/receipt", (shipment) =>
      nonContractReply("non-contract-shipment-receipt", nonContractReceipt(shipment)),
    ),
    row("RefundNonContractShipment", {
      method: "POST",
      path: `${FOLDER}/:id/refund`,
      group: "B",
      handle: (call) => refund(world, call),
    }),
  ];
}

function nonContractShipment(world: World, call: Call): Shipment {
  const shipment = world.shipments.byId(call.params.id ?? "");
  const reader = { customer: call.account.customer, now: world.clock.now() };
  if (shipment?.kind !== "non_contract" || !isReadable(shipment, reader)) throw notFound();
  return shipment;
}

/** By a window of Eastern time or by tracking number, never both. */
function list(world: World, call: Call): Answer {
  const query = call.url.searchParams;
  const pin = query.get("trackingPIN");
  const from = query.get("from");
  if ((pin === null) === (from === null) || (pin !== null && query.has("to"))) {
    refuse(400, "9196", "Either a date range or a tracking PIN must be provided, not both.");
  }
  const now = world.clock.now();
  const inWindow =
    pin === null ? windowOf({ from: from ?? "", to: query.get("to") ?? easternTime(now).minute }) : null;
  const found = world.shipments
    .all()
    .filter(
      (shipment) =>
        shipment.kind === "non_contract" &&
        isListed(shipment, { customer: call.account.customer, now }) &&
        (inWindow ? inWindow(easternTime(shipment.createdAt).minute) : shipment.pin === pin),
    );
  const links = new Links(world, call);
  const rel = world.switches.nonContractListRel;
  const content = {
    link: found.map((shipment) =>
      link({ rel, href: links.shipment(shipment), mediaType: NON_CONTRACT_MEDIA }),
    ),
  };
  return nonContractReply("non-contract-shipments", content);
}

/** Minutes written `YYYYMMDDHHMM` sort as they follow each other, but for the hour that autumn repeats. */
function windowOf({ from, to }: { from: string; to: string }): (minute: string) => boolean {
  for (const minute of [from, to]) {
    const valid = /^\d{8}([01]\d|2[0-3])[0-5]\d$/.test(minute) && compactDate(minute.slice(0, 8)) !== null;
    if (!valid) return refuse(400, "9105", "Dates must have the format YYYYMMDDHHMM.");
  }
  if (to < from) return refuse(400, "9116", "The end of the range lies before its start.");
  return (minute) => from <= minute && minute <= to;
}

function refund(world: World, call: Call): Answer {
  documentOf(call, nonContractRefundRequest);
  const shipment = nonContractShipment(world, call);
  requestRefund(shipment, world);
  return nonContractReply("non-contract-shipment-refund-request-info", refundInfo(shipment) ?? {});
}
