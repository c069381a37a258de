import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { type ApiCallsRequest, listApiCalls, readApiCall } from "./api-calls.ts";
import { addCall } from "./testing/order-facts.ts";

let connection: TestConnection;
const calls: number[] = [];

beforeAll(async () => {
  connection = await openTestConnection();
  const { db } = connection;
  await placeOrder(db, { orderId: "BB-1", order: { marketplaceOrderId: "1-A" } });
  const service = "BestBuy";
  const monthAgo = minutesFrom(NOW, -31 * 24 * 60);
  calls.push(await addCall(db, { relatedId: "BB-1", calledAt: monthAgo }));
  calls.push(await addCall(db, { relatedId: "1-A", service, endpoint: "AcceptOrder" }));
  calls.push(
    await addCall(db, {
      relatedId: "1-A",
      service,
      endpoint: "ShipOrder",
      isSuccess: false,
      statusCode: 503,
    }),
  );
  calls.push(await addCall(db, { relatedId: "another", isSuccess: false, statusCode: null }));
  calls.push(await addCall(db, { service, endpoint: "ListOrders", calledAt: minutesFrom(NOW, 5) }));
  const unanswered = { isSuccess: null, statusCode: null, durationMs: null };
  calls.push(await addCall(db, { ...unanswered, endpoint: "CutOff", calledAt: minutesFrom(NOW, 6) }));
});
afterAll(() => connection.close());

/** As positions in the order in which the calls were made. */
const list = async (request: ApiCallsRequest = {}) =>
  (await listApiCalls(connection.db, request)).calls.map((call) => calls.indexOf(call.callId));

test.each<[string, ApiCallsRequest, number[]]>([
  ["nothing", {}, [5, 4, 3, 2, 1, 0]],
  ["service", { service: "BestBuy" }, [4, 2, 1]],
  ["endpoint", { endpoint: "CreateShipment" }, [3, 0]],
  ["failure or a missing answer", { failedOnly: true }, [5, 3, 2]],
  ["time", { since: NOW }, [5, 4, 3, 2, 1]],
  ["an order's id, the marketplace's included", { relatedId: "BB-1" }, [2, 1, 0]],
  ["the marketplace's id of an order", { relatedId: "1-A" }, [2, 1, 0]],
  ["something else", { relatedId: "another" }, [3]],
  ["several of these", { service: "BestBuy", failedOnly: true, relatedId: "BB-1" }, [2]],
])("calls are listed newest first, filtered by %s", async (_, request, expected) => {
  expect(await list(request)).toEqual(expected);
});

test("pages show every call once, across months and equal times", async () => {
  const seen: number[] = [];
  let after: string | null = null;
  do {
    const page = await listApiCalls(connection.db, { limit: 1, after });
    seen.push(...page.calls.map((call) => calls.indexOf(call.callId)));
    after = page.next;
  } while (after !== null);
  expect(seen).toEqual([5, 4, 3, 2, 1, 0]);
});

test("a list has no bodies, one call has", async () => {
  const { calls: listed } = await listApiCalls(connection.db, { limit: 1 });
  expect(Object.keys(listed[0] ?? {})).not.toContain("responseBody");
  expect(await readApiCall(connection.db, calls[1] ?? 0)).toMatchObject({
    endpoint: "AcceptOrder",
    requestPayload: { xml: "<shipment/>" },
    responseBody: "<shipment-info/>",
  });
  await expect(readApiCall(connection.db, 999)).rejects.toMatchObject({ code: "not_found" });
});
