import { expect, test } from "bun:test";
import { deliveryOutcome } from "./delivery-outcome.ts";
import type { TrackingStatus } from "./tracking-status.ts";

const on = (day: number) => new Date(Date.UTC(2026, 2, day));
const events = (...statuses: (TrackingStatus | null)[]) =>
  statuses.map((status, index) => ({ status, occurredAt: on(index + 1) }));

test("the newest known status counts, in whatever order the events come", () => {
  const way = events("label_created", "in_transit", "out_for_delivery");
  expect(deliveryOutcome(way.toReversed())).toEqual({ status: "out_for_delivery", deliveredAt: null });
});

test("codes that nobody knows, or that say nothing, change no status", () => {
  expect(deliveryOutcome(events("in_transit", "unknown", null)).status).toBe("in_transit");
  expect(deliveryOutcome(events("unknown", null)).status).toBe("unknown");
  expect(deliveryOutcome(events(null)).status).toBeNull();
  expect(deliveryOutcome([])).toEqual({ status: null, deliveredAt: null });
});

test("a parcel stays delivered, whatever is scanned afterwards", () => {
  expect(deliveryOutcome(events("in_transit", "delivered", "in_transit"))).toEqual({
    status: "delivered",
    deliveredAt: on(2),
  });
});

test("a parcel that went back is not delivered, for it reached the sender", () => {
  expect(deliveryOutcome(events("in_transit", "returned", "delivered"))).toEqual({
    status: "returned",
    deliveredAt: null,
  });
});
