import type { OutsideOrder, OutsideShipment } from "../support/outside.ts";
import type { ChaosShop } from "./chaos-shop.ts";

/** An order by both sides: what the marketplace and the carrier believe, and what the program has written down. */
export interface BookedOrder {
  id: string;
  marketplace: OutsideOrder;
  /** Every label that was ever bought for it: nobody here voids one. */
  labels: OutsideShipment[];
  /** Null when the program does not know the order. */
  ours: OwnRecord | null;
}

export interface OwnRecord {
  status: string | null;
  /** Of the live shipment. */
  purchase: string | null;
  label_status: string | null;
  label_path: string | null;
  label_sha256: string | null;
  carrier_shipment_ids: string[];
  /** What a person is asked about it: `ShippingLabelCreation:look_ups_used_up`. */
  failures: string[];
  /** Whether it is tried again or looked up by itself, also while a person is asked. */
  goes_on: boolean;
}

const OWN_RECORDS = `
  select o.marketplace_order_id as id, s.status, sh.purchase, sh.status as label_status,
         sh.label_pdf_path as label_path, sh.label_sha256,
         array(select carrier_shipment_id from shipments every where every.order_id = o.order_id
               and carrier_shipment_id is not null) as carrier_shipment_ids,
         array(select f.process_name || ':' || f.code from process_failures f where f.related_id = o.order_id
               and f.resolved_at is null and f.needs = 'human') as failures,
         coalesce(sh.purchase = 'in_doubt' and sh.next_look_up_at is not null, false)
           or exists (select from process_failures f where f.related_id = o.order_id
               and f.resolved_at is null and f.retry_at is not null) as goes_on
  from orders o
  left join order_current_status s on s.order_id = o.order_id
  left join shipments sh on sh.order_id = o.order_id and sh.ended_at is null`;

/** Every order that the marketplace has. @throws when a label was bought for none of them */
export async function readBooks(shop: ChaosShop): Promise<BookedOrder[]> {
  const [orders, shipments, records] = await Promise.all([
    shop.outside.orders(),
    shop.outside.shipments(),
    shop.database.query<OwnRecord & { id: string }>(OWN_RECORDS),
  ]);
  const ours = new Map(records.map((record) => [record.id, record]));
  const labels = Map.groupBy(shipments, ({ customerRef1 }) => customerRef1);
  const known = new Set<string | null>(orders.map(({ order_id }) => order_id));
  const stray = shipments.find(({ customerRef1 }) => !known.has(customerRef1));
  if (stray)
    throw new Error(`Label ${stray.shipmentId} was bought for ${stray.customerRef1}, which is no order.`);
  return orders.map((marketplace) => ({
    id: marketplace.order_id,
    marketplace,
    labels: labels.get(marketplace.order_id) ?? [],
    ours: ours.get(marketplace.order_id) ?? null,
  }));
}

export const isEnded = ({ marketplace }: BookedOrder): boolean =>
  marketplace.state === "CANCELED" || marketplace.state === "REFUSED";

export const isShipped = ({ marketplace }: BookedOrder): boolean =>
  ["SHIPPED", "RECEIVED", "CLOSED"].includes(marketplace.state);

export const isWithPerson = ({ ours }: BookedOrder): boolean => (ours?.failures.length ?? 0) > 0;

/** Nothing more happens to it by itself: both sides agree on its end, or a person is asked. */
export function isSettled(order: BookedOrder): boolean {
  const { ours } = order;
  if (ours === null || ours.goes_on) return false;
  if (isWithPerson(order)) return true;
  const isBuying = ours.label_status === "label_creation_initiated" && ours.purchase !== "ready";
  if (isEnded(order)) return ["cancelled", "refused"].includes(ours.status ?? "") && !isBuying;
  return isShipped(order) && ["shipped", "complete"].includes(ours.status ?? "");
}
