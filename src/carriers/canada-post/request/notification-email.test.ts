import { expect, test } from "bun:test";
import { notificationEmail } from "./notification-email.ts";

test.each([
  ["jo.tremblay+x@example.com", true, true],
  ["o'brien@mail.example.museum", true, false],
  ["jo%tremblay@example.com", false, false],
  ["jo..tremblay@example.com", false, false],
  [`${"x".repeat(50)}@example.com`, false, false],
  ["", false, false],
  [null, false, false],
])("%p is taken with a contract: %p, without: %p", (email, contract, nonContract) => {
  expect(notificationEmail(email, "contract")).toBe(contract ? email : null);
  expect(notificationEmail(email, "non-contract")).toBe(nonContract ? email : null);
});
