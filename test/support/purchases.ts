import { expect } from "bun:test";
import type { DaemonShop } from "./daemon-shop.ts";
import { createGate, type Gate } from "./interceptor.ts";
import { countDuplicates, type OutsideShipment } from "./outside.ts";

/** Every purchase that ever reached the carrier. */
export const purchasesOf = async (shop: DaemonShop) =>
  (await shop.outside<{ shipments: OutsideShipment[] }>("shipments")).shipments;

/** Purchases wait on their way to the carrier until the gate is opened. */
export function holdPurchases(shop: DaemonShop): Gate & { waiting(): number } {
  const gate = createGate();
  let waiting = 0;
  shop.interceptor.handle(async (request, forward) => {
    if (request.method === "POST" && new URL(request.url).pathname.endsWith("/shipment")) {
      waiting++;
      await gate.pass();
    }
    return forward();
  });
  return { ...gate, waiting: () => waiting };
}

/** By the carrier's books: so many orders have a label, and none has two. */
export async function expectOneLabelEach(shop: DaemonShop, orders: number): Promise<void> {
  const purchases = await purchasesOf(shop);
  expect(countDuplicates(purchases)).toBe(0);
  expect(purchases).toHaveLength(orders);
}
