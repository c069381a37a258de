import { describe, expect, test } from "bun:test";
import { COMPLETE, errorOf, load, problemsIn } from "./testing/settings-workspace.ts";

const armed = (value: string, toml = "") => load(toml, { env: { OPS_FAULT_POINT: value } });
const problemOf = async (value: string, toml = "") =>
  problemsIn(await errorOf(armed(value, toml))).OPS_FAULT_POINT;

describe("OPS_FAULT_POINT", () => {
  test("names a fault point, the pass that counts and what happens there", async () => {
    expect((await load("")).faultTrigger).toBeNull();
    expect((await armed("create-labels:after-call")).faultTrigger).toEqual({
      point: "create-labels:after-call",
      pass: 1,
      action: "kill",
    });
    expect((await armed("accept-orders:before-outcome@3=freeze")).faultTrigger).toEqual({
      point: "accept-orders:before-outcome",
      pass: 3,
      action: "freeze",
    });
  });

  test.each([
    "create-labels:after-cal",
    "accept-orders:after-facts",
    "create-labels",
    "create-labels:after-call@0",
  ])("%s arms nothing and is refused", async (value) => {
    expect(await problemOf(value)).toMatch(/did you mean (create|accept)|confirm-shipment:after-outcome/);
  });

  test("is refused where a shop or a carrier account is in production", async () => {
    expect(await problemOf("create-labels:after-call", COMPLETE)).toBe(
      "is for trials only and must be unset: in production are marketplaces.bestbuy, carriers.canada-post",
    );
  });
});
