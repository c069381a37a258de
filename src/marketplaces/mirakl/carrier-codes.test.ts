import { describe, expect, test } from "bun:test";
import { carrierCodeFor, checkCarrierCodes } from "./carrier-codes.ts";
import { connectionTo } from "./testing/stub-shop.ts";

const connection = connectionTo("https://example.com/");
const registered = (...codes: string[]) =>
  codes.map((code) => ({ code, label: code, standardCode: null, trackingUrl: null }));

describe("carrier codes", () => {
  test("come from the marketplace's settings", () => {
    expect(carrierCodeFor(connection, "canada-post")).toBe("CPCL");
  });

  test("that are missing there are a matter of settings", () => {
    expect(() => carrierCodeFor(connection, "purolator")).toThrow(
      "bestbuy/main has no carrier code for purolator.",
    );
  });

  test("must be on the marketplace's own list", () => {
    checkCarrierCodes(connection, registered("CPCL", "UPSN"));
    expect(() => checkCarrierCodes(connection, registered("PRLA", "UPSN"))).toThrow(
      "bestbuy/main does not know the carrier code CPCL for canada-post; it has PRLA, UPSN.",
    );
  });
});
