import type { Clock } from "../../platform/clock.ts";
import { turnWith } from "../../platform/http/http-request.ts";
import { type CallsOptions, MiraklCalls } from "./calls.ts";
import type { OrderReading } from "./mapping.ts";
import { type ListOrdersQuery, listOrders, readOrders } from "./orders.ts";
import {
  listCarriers,
  listShippingTypes,
  type PlatformConfiguration,
  type RegisteredCarrier,
  readAccount,
  readPlatformConfiguration,
  readServerDate,
  type ShippingType,
  type ShopAccount,
} from "./reference.ts";

export type { OrderReading };

export interface LineDecision {
  lineId: string;
  accepted: boolean;
}

export interface Tracking {
  /** A code of SH21; null for a carrier that the marketplace does not know, which then needs a name. */
  carrierCode: string | null;
  carrierName?: string;
  /** The full tracking page; Mirakl ignores it for carriers that it knows. */
  carrierUrl?: string;
  trackingNumber: string;
}

/**
 * One shop on a Mirakl marketplace. Every call is audited and throws errors by kind: `rejected`, `config` and
 * `not_found` are a definite no, `unavailable` means that nothing can have happened, `in_doubt` that it may have.
 */
export interface MiraklClient {
  /** OR11, to the last page. An order that can't be read is one reading among the others. */
  listOrders(query: ListOrdersQuery): AsyncIterable<OrderReading>;
  /**
   * OR11 by ids, any number of them, chosen when the call may set out: the wait for that can be a minute. Unknown ids are
   * missing from what comes.
   */
  readOrders(choose: () => Promise<string[]>): AsyncIterable<OrderReading>;
  /** Waits until an effect may set out. To be had before its intent is recorded, for nothing waits afterwards. */
  reserve(): Promise<MiraklTurn>;
  /** OR23: sets or overwrites carrier and number. May be repeated. */
  updateTracking(marketplaceOrderId: string, tracking: Tracking): Promise<void>;
  /** SH21 */
  listCarriers(): Promise<RegisteredCarrier[]>;
  /** SH12 */
  listShippingTypes(): Promise<ShippingType[]>;
  /** A01: the call that tells whether the key works. */
  account(): Promise<ShopAccount>;
  /** V01: whether the marketplace answers at all, and its time less ours in milliseconds where it tells. */
  version(): Promise<{ clockSkewMs: number | null }>;
  /** PC01 */
  platformConfiguration(): Promise<PlatformConfiguration>;
}

/** The next effect's turn, for one of these, once. */
export interface MiraklTurn extends AsyncDisposable {
  /** OR21: decides every line at once. When its answer is lost, read the order. */
  acceptOrder(marketplaceOrderId: string, lines: LineDecision[]): Promise<void>;
  /** OR24: confirms the shipment of the whole order; refused (400) in any state but SHIPPING. */
  shipOrder(marketplaceOrderId: string): Promise<void>;
}

interface MiraklClientOptions extends CallsOptions {
  clock: Clock;
}

export function createMiraklClient({ clock, ...options }: MiraklClientOptions): MiraklClient {
  const { connection } = options;
  const calls = new MiraklCalls(options);

  return {
    listOrders: (query) => listOrders(calls, connection, query),
    readOrders: (choose) => readOrders(calls, connection, choose),
    async reserve() {
      const turn = await calls.reserve();
      return turnWith(turn, {
        acceptOrder: (id: string, lines: LineDecision[]) =>
          turn.write({
            operation: "OR21",
            endpoint: "AcceptOrder",
            relatedId: id,
            path: pathOf(id, "accept"),
            body: { order_lines: lines.map(({ lineId, accepted }) => ({ id: lineId, accepted })) },
          }),
        shipOrder: (id: string) =>
          turn.write({ operation: "OR24", endpoint: "ShipOrder", relatedId: id, path: pathOf(id, "ship") }),
      });
    },
    updateTracking: (id, tracking) =>
      calls.write({
        operation: "OR23",
        endpoint: "UpdateTracking",
        relatedId: id,
        repeatability: "idempotent",
        path: pathOf(id, "tracking"),
        body: trackingBody(tracking),
      }),
    listCarriers: () => listCarriers(calls),
    listShippingTypes: () => listShippingTypes(calls),
    account: () => readAccount(calls),
    platformConfiguration: () => readPlatformConfiguration(calls),
    async version() {
      const serverDate = await readServerDate(calls);
      return { clockSkewMs: serverDate && serverDate.getTime() - clock.now().getTime() };
    },
  };
}

function pathOf(marketplaceOrderId: string, action: string): string {
  return `api/orders/${encodeURIComponent(marketplaceOrderId)}/${action}`;
}

function trackingBody({ carrierCode, carrierName, carrierUrl, trackingNumber }: Tracking) {
  return {
    ...(carrierCode === null ? {} : { carrier_code: carrierCode }),
    ...(carrierName === undefined ? {} : { carrier_name: carrierName }),
    ...(carrierUrl === undefined ? {} : { carrier_url: carrierUrl }),
    tracking_number: trackingNumber,
  };
}
