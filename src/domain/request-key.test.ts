import { expect, test } from "bun:test";
import fc from "fast-check";
import { requestKey } from "./request-key.ts";

const identity = fc.record({
  connection: fc.string(),
  orderId: fc.string(),
  parcelNo: fc.nat(),
  generation: fc.nat(),
});

test("a key is the same for every attempt: stored requests must find it again after an update", () => {
  const purchase = { connection: "bestbuy/main", orderId: "900000001-A", parcelNo: 1, generation: 1 };
  expect(requestKey(purchase)).toBe("662487402773aa61179fb7a80bfd79a8");
});

test("a key has 32 hexadecimal digits, whatever the ids are", () => {
  fc.assert(fc.property(identity, (one) => expect(requestKey(one)).toMatch(/^[0-9a-f]{32}$/)));
});

test("purchases that differ in anything have different keys", () => {
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      const same = (Object.keys(one) as (keyof typeof one)[]).every((key) => one[key] === other[key]);
      expect(requestKey(one) === requestKey(other)).toBe(same);
    }),
  );
});

test.each(["connection", "orderId", "parcelNo", "generation"] as const)(
  "%s alone makes another key",
  (field) => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        fc.pre(one[field] !== other[field]);
        expect(requestKey({ ...one, [field]: other[field] })).not.toBe(requestKey(one));
      }),
    );
  },
);

test("text that moves from one field to the next makes another key", () => {
  const parts = { parcelNo: 1, generation: 1 };
  expect(requestKey({ connection: "a/b", orderId: "c", ...parts })).not.toBe(
    requestKey({ connection: "a/", orderId: "bc", ...parts }),
  );
});
