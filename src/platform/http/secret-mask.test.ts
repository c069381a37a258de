import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Secret } from "../secret.ts";
import { createSecretMask } from "./secret-mask.ts";

const KEY = 'k3y/"<&>+=\\é s';
const mask = createSecretMask([new Secret(KEY)]);

describe("a known secret", () => {
  const xml = KEY.replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  test.each([
    ["as it is", KEY],
    ["in a path", encodeURIComponent(KEY)],
    ["in a query", new URLSearchParams({ q: KEY }).toString().slice(2)],
    ["in JSON", JSON.stringify(KEY).slice(1, -1)],
    ["in XML", xml],
  ])("is hidden %s", (_where, form) => {
    const masked = mask.text(`before ${form} after`);
    expect(masked).toBe("before [redacted] after");
  });

  test.each([
    [`some-user:${KEY}`, "Basic c29tZS11c2VyOm[redacted]w=="],
    [`${KEY}:pw`, "Basic [redacted]OnB3"],
  ])("is hidden in the Basic header of %s", (pair, expected) => {
    expect(mask.text(`Basic ${Buffer.from(pair).toString("base64")}`)).toBe(expected);
  });

  test("is hidden wherever it stands inside base64", () => {
    const secret = "correct-horse-battery";
    const { text } = createSecretMask([new Secret(secret)]);
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
        const masked = text(Buffer.from(`${before}${secret}${after}`).toString("base64"));
        expect(Buffer.from(masked, "base64").toString()).not.toContain("horse");
      }),
    );
  });

  test("that is too short to mean anything hides nothing", () => {
    expect(createSecretMask([new Secret("a"), new Secret("")]).text("a banana")).toBe("a banana");
  });
});

describe("a name that stands for a secret", () => {
  test.each([
    ['{"api_key" : "abc", "n": 1}', '{"api_key" : "[redacted]", "n": 1}'],
    ['{"password":"a\\"b","x":"y"}', '{"password":"[redacted]","x":"y"}'],
    ['{"access_token": "cut off', '{"access_token": "[redacted]"'],
    ['{"token":12345}', '{"token":"[redacted]"}'],
    ["<c:password>abc</c:password>", "<c:password>[redacted]</c:password>"],
    ["https://example.com/?api_key=abc&max=10", "https://example.com/?api_key=[redacted]&max=10"],
    ["Authorization: Basic YWJjZDplZmdo, next", "Authorization: [redacted], next"],
  ])("hides its value: %s", (given, expected) => {
    expect(mask.text(given)).toBe(expected);
  });

  test("other names are left alone", () => {
    const given = '{"next_page_token":"abc","tracking_number":"7035114477138472"}';
    expect(mask.text(given)).toBe(given);
  });

  test("in plain data, at any depth, without breaking it", () => {
    const { data } = createSecretMask([new Secret("12345678")]);
    expect(
      data({
        list: [{ apiKey: { nested: true } }, 12345678, 1234567890, null, "id 12345678"],
        at: new Date(0),
      }),
    ).toEqual({
      list: [{ apiKey: "[redacted]" }, "[redacted]", "[redacted]", null, "id [redacted]"],
      at: new Date(0),
    });
  });
});
