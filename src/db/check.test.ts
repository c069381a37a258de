import { afterEach, beforeEach, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { fillEveryTable } from "../../test/support/filled-database.ts";
import { checkDatabase } from "./check.ts";

let connection: TestConnection;
beforeEach(async () => {
  connection = await openTestConnection();
  await fillEveryTable(connection.db);
});
afterEach(() => connection.close());

const damage = (script: string) => connection.db.execute(sql.raw(script));
const findings = async () =>
  (await checkDatabase(connection)).map(({ check, orderId, message }) => ({ check, orderId, message }));

test("a sound database has no findings", async () => {
  expect(await checkDatabase(connection)).toEqual([]);
});

test("a projection that differs from the history is found, whichever side is wrong", async () => {
  await damage(`
    update order_current_status set status = 'shipped' where order_id = 'BB-1';
    update order_current_status set since = since + interval '1 second' where order_id = 'BB-2';
    delete from order_current_status where order_id = 'BB-3';
    delete from order_status_history where order_id = 'BB-4'`);
  expect(await findings()).toEqual([
    {
      check: "projection",
      orderId: "BB-1",
      message: "The projection says 2 shipped, the newest history row 2 accepted.",
    },
    {
      check: "projection",
      orderId: "BB-2",
      message: "The projection says 2 accepted, the newest history row 2 accepted.",
    },
    {
      check: "projection",
      orderId: "BB-3",
      message: "The projection says nothing, the newest history row 2 accepted.",
    },
    {
      check: "projection",
      orderId: "BB-4",
      message: "The projection says 2 accepted, the newest history row does not exist.",
    },
  ]);
});

test("a projection keeps to what the marketplace last told, and one that does not is found", async () => {
  await damage(`
    update order_observations set shipping_deadline = now(), marketplace_state = 'SHIPPED', observed_at = now()
    where order_id = 'BB-1'`);
  expect(await findings()).toEqual([]);
  await damage(`
    update order_current_status set deadline = now() + interval '1 hour' where order_id = 'BB-1';
    update order_current_status set marketplace_state = 'STAGING' where order_id = 'BB-2';
    update order_current_status set observed_at = null where order_id = 'BB-3';
    update order_current_status set connection = 'other/shop' where order_id = 'BB-4'`);
  const message = "The projection differs from what the marketplace last told of the order.";
  expect(await findings()).toEqual(
    ["BB-1", "BB-2", "BB-3", "BB-4"].map((orderId) => ({ check: "projection", orderId, message })),
  );
});

test("a gap in a history and a step that the lifecycle does not know are found", async () => {
  await damage(`
    insert into order_status_history (order_id, seq, status, actor) values
      ('BB-1', 4, 'cancelled', 'x'), ('BB-2', 3, 'complete', 'x');
    delete from order_status_history where order_id = 'BB-3' and seq = 1`);
  expect(await findings()).toEqual([
    {
      check: "history",
      orderId: "BB-1",
      message: "History row 4 does not follow from the one before (accepted to cancelled).",
    },
    {
      check: "history",
      orderId: "BB-2",
      message: "History row 3 does not follow from the one before (accepted to complete).",
    },
    {
      check: "history",
      orderId: "BB-3",
      message: "History row 2 does not follow from the one before (none).",
    },
  ]);
});

test("two live shipments of one parcel are found where the index did not stop them", async () => {
  await damage(`
    drop index one_live_shipment_per_parcel;
    insert into shipments (order_id, request_key, carrier, carrier_account, environment, status, purchase, created_at, created_by)
    values ('BB-1', 'second', 'canada-post', 'main', 'production', 'label_created', 'bought', now(), 'x')`);
  expect(await findings()).toEqual([
    { check: "live_shipments", orderId: "BB-1", message: "Parcel 1 has several live shipments: 1, 6." },
  ]);
});

test("a trigger that is off is found", async () => {
  await damage("alter table order_status_history disable trigger history_is_permanent");
  expect(await findings()).toEqual([
    {
      check: "triggers",
      orderId: null,
      message: "The trigger history_is_permanent on order_status_history is missing or off.",
    },
  ]);
});
