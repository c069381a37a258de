import type { Order } from "../../src/sandbox/mirakl/order.ts";
import type { Shop } from "./shop.ts";

/** What `/_sandbox/shipments` says of one purchase. */
export interface OutsideShipment {
  shipmentId: string;
  requestId: string | null;
  trackingPin: string | null;
  customerRef1: string | null;
  destinationCountry: string;
  weightGrams: number;
  dueAmountCents: number;
  state: string;
  labelDownloads: number;
}

/** What `/_sandbox/orders` says of one order. */
export interface OutsideOrder {
  order_id: string;
  state: string;
  carrier_code: string | null;
  tracking_number: string | null;
  labelled_elsewhere: boolean;
  /** Calls that named the order, by operation. */
  calls: Record<string, number>;
}

export const shipmentsOf = async (shop: Shop) =>
  (await shop.outside<{ shipments: OutsideShipment[] }>("shipments")).shipments;

export const ordersOf = async (shop: Shop) =>
  (await shop.outside<{ orders: OutsideOrder[] }>("orders")).orders;

export async function outsideOrder(shop: Shop, orderId: string): Promise<OutsideOrder> {
  const order = (await ordersOf(shop)).find((one) => one.order_id === orderId);
  if (!order) throw new Error(`The marketplace has no order ${orderId}.`);
  return order;
}

/** Asks for the refund of a label, as a person does in the carrier's portal. */
export async function requestRefund(
  { sandbox }: Pick<Shop, "sandbox">,
  bought?: OutsideShipment,
): Promise<void> {
  const isContract = bought?.requestId != null;
  const folder = isContract ? "0002004381/0002004381/shipment" : "0002004381/ncshipment";
  const [prefix, name] = isContract ? ["", "shipment-v8"] : ["non-contract-", "ncshipment-v4"];
  const mediaType = `application/vnd.cpc.${name}+xml`;
  const root = `${prefix}shipment-refund-request`;
  const answer = await fetch(`${sandbox.url}/rs/${folder}/${bought?.shipmentId}/refund`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa("5a4db0c8d1e20001:sandbox-development")}`,
      accept: mediaType,
      "content-type": mediaType,
    },
    body: `<${root} xmlns="http://www.canadapost.ca/ws/${name}"><email>shop@example.com</email></${root}>`,
  });
  if (!answer.ok) throw new Error(`The refund was refused with ${answer.status}: ${await answer.text()}`);
}

/** Ids, oldest order first. */
export const orderIds = async (shop: Shop) => (await ordersOf(shop)).map((order) => order.order_id);

/** Live purchases beyond the first for an order, as the carrier's books have them. */
export function countDuplicates(shipments: OutsideShipment[]): number {
  const live = shipments.filter((shipment) => shipment.state === "live");
  return live.length - new Set(live.map((shipment) => shipment.customerRef1)).size;
}

/** How often an operation was called, whatever became of the calls. */
export async function callsSeen(shop: Shop, operation: string): Promise<number> {
  const report = await shop.outside<Record<string, Record<string, { calls: number }>>>("stats");
  return Object.values(report).reduce((sum, operations) => sum + (operations[operation]?.calls ?? 0), 0);
}

/** What goes wrong from now on, as `--faults` has it. */
export const setFaults = (shop: Shop, faults: string) => shop.tell("faults", { faults });

/** Changes an order behind the marketplace's counter; it counts as updated now. */
export function editOrder(shop: Shop, orderId: string, edit: (order: Order) => void): void {
  const { book } = shop.sandbox.mirakl.shop;
  const booked = book.get(orderId);
  if (!booked) throw new Error(`The marketplace has no order ${orderId}.`);
  book.change(booked, edit);
}
