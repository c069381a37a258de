import { expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { OpsError } from "../../domain/errors.ts";
import { encodeMailingScenario, encodeShipment } from "./codec.ts";
import { type ShipmentRequest, shipmentRequestFor } from "./shipment-request.ts";
import { anyAccount, anyOrder } from "./testing/any-order.ts";
import { contractsFolder } from "./testing/contracts.ts";
import { AMERICAN, FRENCH, orderTo, orderWith } from "./testing/orders.ts";
import { SENDER, settingsWith, withoutContract } from "./testing/settings.ts";
import { canValidate, faultsOf } from "./testing/validate-xml.ts";

const requestKey = "k".repeat(32);
const ORDERS = 1500;

/** The request for an order; null when it is refused as an order, which is the only way it may fail. */
function requestOrRefusal(build: () => ShipmentRequest): ShipmentRequest | null {
  try {
    return build();
  } catch (thrown) {
    if (thrown instanceof OpsError && thrown.kind === "rejected") return null;
    throw thrown;
  }
}

function pickedRequests(): ShipmentRequest[] {
  const orders = [orderWith(), orderTo({}, AMERICAN), orderTo({}, FRENCH)];
  const accounts = [settingsWith(), settingsWith({ groupId: "2026-11-20" }), settingsWith(withoutContract)];
  return orders.flatMap((order) =>
    accounts.map((settings) => shipmentRequestFor({ order, requestKey, settings, sender: SENDER })),
  );
}

test("whatever order comes, its request is valid by the carrier's schemas or it is refused", () => {
  const folder = contractsFolder();
  if (folder === null || !canValidate()) return;
  const requests = pickedRequests();
  fc.assert(
    fc.property(anyOrder, anyAccount, (order, settings) => {
      const request = requestOrRefusal(() =>
        shipmentRequestFor({ order, requestKey, settings, sender: SENDER }),
      );
      if (request) requests.push(request);
    }),
    { numRuns: ORDERS },
  );
  expect(requests.length).toBeGreaterThan(ORDERS / 3);

  const contract = requests.filter((request) => request.contract !== null);
  const nonContract = requests.filter((request) => request.contract === null);
  expect(faultsOf(contract.map(encodeShipment), join(folder, "shipment.xsd"))).toBe("");
  expect(faultsOf(nonContract.map(encodeShipment), join(folder, "ncshipment.xsd"))).toBe("");
  const ratings = requests.map((request) => encodeMailingScenario({ request, customerNumber: "2004381" }));
  expect(faultsOf(ratings, join(folder, "rating.xsd"))).toBe("");
});
