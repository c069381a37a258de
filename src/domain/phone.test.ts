import { expect, test } from "bun:test";
import fc from "fast-check";
import { phoneNumber } from "./phone.ts";

test.each([
  ["514-555-0134", "514-555-0134"],
  [" +1 (514) 555 0134 ", "+1 (514) 555 0134"],
  ["tel: 514.555.0134", "514.555.0134"],
  ["514-555-0134 ext. 12", "514-555-0134 x12"],
  ["514-555-0134, poste 7", "514-555-0134 x7"],
  ["５１４５５５０１３４", "5145550134"],
  ["+1 ( 514 ) - 555 - 01 - 34 ext 123456", "+15145550134 x123456"],
])("%s becomes %s", (typed, normal) => {
  expect(phoneNumber(typed)).toBe(normal);
});

test.each([null, "", "n/a", "12345", "000 000 0000", "1-800-FLOWERS", "514-555-0134 or 514-555-0199"])(
  "%p holds no number that could be dialled",
  (typed) => {
    expect(phoneNumber(typed)).toBeNull();
  },
);

test("a number is never longer than 25 characters and has no others than the carriers allow", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123456789+()-. x#ext,;é") }), (typed) => {
      const normal = phoneNumber(typed);
      if (normal !== null) expect(normal).toMatch(/^(?=.{7,25}$)\+?[\d.() -]+( x\d+)?$/);
    }),
  );
});
