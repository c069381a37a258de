import { expect, test } from "bun:test";
import { statusOf } from "./marketplace-order.ts";
import { FIRST_STATUSES } from "./order-lifecycle.ts";

test.each([
  ["WAITING_ACCEPTANCE", "pending_acceptance"],
  ["WAITING_DEBIT", "accepted"],
  ["WAITING_DEBIT_PAYMENT", "accepted"],
  ["SHIPPING", "accepted"],
  ["SHIPPED", "shipped"],
  ["TO_COLLECT", "shipped"],
  ["RECEIVED", "complete"],
  ["CLOSED", "complete"],
  ["CANCELED", "cancelled"],
  ["REFUSED", "refused"],
] as const)("%s means %s, which an order may start with", (state, status) => {
  expect(statusOf(state)).toBe(status);
  expect(FIRST_STATUSES).toContain(status);
});

test.each(["STAGING", "SOMETHING_NEW", "shipping", ""])("%p is observed only", (state) => {
  expect(statusOf(state)).toBeNull();
});
