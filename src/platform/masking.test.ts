import { expect, test } from "bun:test";
import fc from "fast-check";
import { OpsError } from "../domain/errors.ts";
import { maskFields, textMasker } from "./masking.ts";
import { Secret } from "./secret.ts";

test("secrets and customer data are hidden at any depth, ids and amounts are not", () => {
  const order = {
    order_id: "100-A",
    total_cents: 1999,
    customer: { customer_id: "C1", firstname: "Ada" },
    shipTo: { street1: "1 Example Street" },
    lines: [{ sku: "LAMP", contact: { email: "ada@example.com", "phone-secondary": "613-555-0100" } }],
    headers: { Authorization: "key-1", "X-CPC-Zonos-Key": "zonos-1" },
    postal_code: "K1A0B1",
  };
  const masked = JSON.stringify(maskFields(order));
  expect(masked).toContain("100-A");
  expect(masked).toContain("LAMP");
  expect(masked).toContain("1999");
  for (const hidden of ["Ada", "Example", "555", "ada@", "key-1", "zonos-1", "K1A0B1"]) {
    expect(masked).not.toContain(hidden);
  }
});

test("nothing under a telling key survives, however deep it stands", () => {
  const key = fc.constantFrom(
    "email",
    "phone",
    "api_key",
    "password",
    "street_1",
    "zip_code",
    "Authorization",
  );
  const wrap = fc.array(fc.constantFrom("a", "b", "list"), { maxLength: 6 });
  fc.assert(
    fc.property(key, wrap, (telling, levels) => {
      const value = levels.reduce<unknown>(
        (inner, level) => (level === "list" ? [inner] : { [level]: inner }),
        { [telling]: "private-value" },
      );
      expect(JSON.stringify(maskFields(value))).not.toContain("private-value");
    }),
  );
});

test("an error keeps its code, facts and cause, and may refer to itself", () => {
  const error = new OpsError("timed_out", "No answer.", {
    facts: { orderId: "100-A", email: "ada@example.com" },
    cause: new Error("socket"),
  });
  error.facts.itself = error.facts;
  expect(maskFields({ err: error })).toMatchObject({
    err: {
      code: "timed_out",
      message: "No answer.",
      facts: { orderId: "100-A", email: "[customer]", itself: "[circular]" },
      cause: { type: "Error", message: "socket" },
    },
  });
});

test("known secrets and e-mail addresses are hidden in running text, also as JSON writes them", () => {
  const mask = textMasker([new Secret('quo"te-secret'), new Secret("plain-secret")]);
  const line = JSON.stringify({ msg: 'sent quo"te-secret and plain-secret to ada.l+x@mail.example.com' });
  expect(mask(line)).toBe('{"msg":"sent [redacted] and [redacted] to [e-mail]"}');
});
