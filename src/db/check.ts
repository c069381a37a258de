import { sql } from "drizzle-orm";
import { TRANSITIONS } from "../domain/order-lifecycle.ts";
import type { DatabaseConnection } from "./connect.ts";
import type { Executor } from "./database.ts";
import { longTransaction } from "./long-transaction.ts";
import { textArray } from "./sql-values.ts";

export interface CheckFinding {
  check: "triggers" | "projection" | "history" | "live_shipments";
  message: string;
  /** Null where it is about the schema. */
  orderId: string | null;
}

/** Of one kind; more would say nothing new. */
const LIMIT = 100;

/**
 * Looks for what cannot be when every rule was kept: a trigger is missing, the projection differs from the newest
 * history row, a history has a gap or a step that the lifecycle does not know, a parcel has two live shipments.
 * Reads only, from one snapshot. Empty when all is well.
 */
export async function checkDatabase(
  connection: Pick<DatabaseConnection, "pgPoolConfig">,
): Promise<CheckFinding[]> {
  return await longTransaction(
    connection,
    async (tx) => [
      ...(await checkTriggers(tx)),
      ...(await checkProjection(tx)),
      ...(await checkObserved(tx)),
      ...(await checkHistory(tx)),
      ...(await checkShipments(tx)),
    ],
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

/** Each on its table. */
const TRIGGERS = {
  project_order_status: "order_status_history",
  history_is_permanent: "order_status_history",
  project_observation: "order_observations",
};

async function checkTriggers(ex: Executor): Promise<CheckFinding[]> {
  const rows = await ex.execute<{ name: string }>(sql`
    select tgname as name from pg_trigger
    where tgrelid in ('order_status_history'::regclass, 'order_observations'::regclass)
      and not tgisinternal and tgenabled <> 'D'`);
  const active = new Set(rows.map(({ name }) => name));
  return Object.entries(TRIGGERS)
    .filter(([name]) => !active.has(name))
    .map(([name, table]) => ({
      check: "triggers",
      message: `The trigger ${name} on ${table} is missing or off.`,
      orderId: null,
    }));
}

async function checkProjection(ex: Executor): Promise<CheckFinding[]> {
  const rows = await ex.execute<{ order_id: string; says: string | null; newest: string | null }>(sql`
    with newest as (
      select distinct on (order_id) order_id, seq, status, "timestamp" as since
      from order_status_history order by order_id, seq desc)
    select order_id, p.seq || ' ' || p.status as says, n.seq || ' ' || n.status as newest
    from newest n full join order_current_status p using (order_id)
    where (p.seq, p.status, p.since) is distinct from (n.seq, n.status, n.since)
    order by order_id limit ${LIMIT}`);
  return rows.map(({ order_id, says, newest }) => ({
    check: "projection",
    message: `The projection says ${says ?? "nothing"}, the newest history row ${newest ?? "does not exist"}.`,
    orderId: order_id,
  }));
}

async function checkObserved(ex: Executor): Promise<CheckFinding[]> {
  const rows = await ex.execute<{ order_id: string }>(sql`
    select s.order_id
    from order_current_status s join orders o using (order_id) left join order_observations obs using (order_id)
    where (s.connection, s.created_at, s.deadline, s.marketplace_state, s.observed_at) is distinct from
      (o.connection, o.created_at, deadline_of(s.status, o.ordered_at, obs.shipping_deadline),
       obs.marketplace_state, obs.observed_at)
    order by s.order_id limit ${LIMIT}`);
  return rows.map(({ order_id }) => ({
    check: "projection",
    message: "The projection differs from what the marketplace last told of the order.",
    orderId: order_id,
  }));
}

async function checkHistory(ex: Executor): Promise<CheckFinding[]> {
  const legal = Object.entries(TRANSITIONS).flatMap(([from, tos]) => tos.map((to) => `${from} ${to}`));
  const rows = await ex.execute<{ order_id: string; seq: number; step: string | null }>(sql`
    with steps as (
      select order_id, seq, status, lag(seq) over w as seq_before, lag(status) over w as status_before
      from order_status_history window w as (partition by order_id order by seq))
    select order_id, seq, status_before || ' ' || status as step from steps
    where seq <> coalesce(seq_before, 0) + 1 or status_before || ' ' || status <> all(${textArray(legal)})
    order by order_id, seq limit ${LIMIT}`);
  return rows.map(({ order_id, seq, step }) => ({
    check: "history",
    message: `History row ${seq} does not follow from the one before (${step?.replace(" ", " to ") ?? "none"}).`,
    orderId: order_id,
  }));
}

async function checkShipments(ex: Executor): Promise<CheckFinding[]> {
  const rows = await ex.execute<{ order_id: string; parcel_no: number; ids: string }>(sql`
    select order_id, parcel_no, string_agg(shipment_id::text, ', ' order by shipment_id) as ids
    from shipments where ended_at is null
    group by order_id, parcel_no having count(*) > 1 order by order_id limit ${LIMIT}`);
  return rows.map(({ order_id, parcel_no, ids }) => ({
    check: "live_shipments",
    message: `Parcel ${parcel_no} has several live shipments: ${ids}.`,
    orderId: order_id,
  }));
}
