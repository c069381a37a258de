import { expect, test } from "bun:test";
import { Secret } from "../../platform/secret.ts";
import { jsonText } from "./json-text.ts";

const printed = (data: unknown): unknown => JSON.parse(jsonText(data));

test("keys are in snake_case at any depth, times are ISO 8601, absent is absent", () => {
  expect(
    printed({
      orderId: "1",
      timeline: { entries: [{ calledAt: new Date(0), isSuccess: true }] },
      none: undefined,
    }),
  ).toEqual({
    order_id: "1",
    timeline: { entries: [{ called_at: "1970-01-01T00:00:00.000Z", is_success: true }] },
  });
});

test("what others wrote stays as they wrote it", () => {
  const theirs = { someKey: { innerKey: 1 } };
  expect(printed({ payload: theirs, requestPayload: theirs, meta: theirs })).toEqual({
    ...{ payload: theirs, request_payload: theirs, meta: theirs },
  });
});

test("keys that are data keep their letters", () => {
  const byWord = { "the address is not known yet": 2, "canada-post": "CPCL", label_failed: 1 };
  expect(printed({ unquoted: byWord })).toEqual({ unquoted: byWord });
});

test("a secret is not printed", () => {
  expect(jsonText({ apiKey: new Secret("hidden-key") })).not.toContain("hidden-key");
});
