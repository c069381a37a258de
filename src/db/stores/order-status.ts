import { sql } from "drizzle-orm";
import { OpsError } from "../../domain/errors.ts";
import { FIRST_STATUSES, hasEnded, mayBecome, type OrderStatus, walk } from "../../domain/order-lifecycle.ts";
import type { Executor, Tx } from "../database.ts";
import { jsonText } from "../json-text.ts";
import { textArray, timestamp } from "../sql-values.ts";
import { closeFailures } from "./failures.ts";
import { planTracking } from "./shipments.ts";

export interface Move {
  orderId: string;
  /** Where the order must stand for the move to happen. */
  from: readonly OrderStatus[];
  to: OrderStatus;
  notes: string | null;
  actor: string;
  at: Date;
  /** What the operations log calls it: `accept`, `create_shipment`, `update_tracking`. */
  action: string;
  carrier?: string;
  meta?: Record<string, unknown>;
}

/**
 * The one function that moves an order: compare-and-set on the projection under its row lock, a history row, an
 * operations row, and what follows from it for its parcels and failures. The caller's transaction makes it one change.
 * @throws `illegal_move` when the table forbids it, `lost_race` when the order stands elsewhere by now.
 */
export async function moveOrder(tx: Tx, move: Move): Promise<void> {
  const legal = move.from.filter((from) => mayBecome(from, move.to));
  if (legal.length === 0)
    throw new OpsError("illegal_move", `An order can not go from ${move.from.join(" or ")} to ${move.to}.`, {
      facts: { orderId: move.orderId, from: move.from, to: move.to },
    });
  await take(tx, { ...move, from: legal, steps: [move.to] });
}

/** Writes an order's first status. Does nothing and answers false when it has one. */
export async function startOrder(tx: Tx, start: Omit<Move, "from">): Promise<boolean> {
  if (!FIRST_STATUSES.includes(start.to))
    throw new OpsError("illegal_move", `No order starts as ${start.to}.`, {
      facts: { orderId: start.orderId },
    });
  const rows = await tx.execute(sql`
    with h as (
      insert into order_status_history (order_id, seq, status, actor, notes, "timestamp")
      select ${start.orderId}, 1, ${start.to}, ${start.actor}, ${start.notes}, ${timestamp(start.at)}
      where not exists (select from order_current_status where order_id = ${start.orderId})
      on conflict (order_id, seq) do nothing returning order_id, seq, status
    ) ${logSteps(start)}`);
  if (rows.length === 0) return false;
  await follow(tx, start);
  return true;
}

/** Moves an order through every step between two statuses; the timeline shows each. */
export async function walkOrder(tx: Tx, move: Omit<Move, "from"> & { from: OrderStatus }): Promise<void> {
  const steps = walk(move.from, move.to);
  if (steps === null)
    throw new OpsError("illegal_move", `An order can not go from ${move.from} to ${move.to}.`, {
      facts: { orderId: move.orderId },
    });
  if (steps.length > 0) await take(tx, { ...move, from: [move.from], steps });
}

/** Compare-and-set on the projection under its row lock; a history row and an operations row for every step. */
async function take(tx: Tx, move: Move & { steps: readonly OrderStatus[] }): Promise<void> {
  const rows = await tx.execute(sql`
    with c as (
      select order_id, seq from order_current_status
      where order_id = ${move.orderId} and status = any(${textArray(move.from)}) for update
    ), h as (
      insert into order_status_history (order_id, seq, status, actor, notes, "timestamp")
      select order_id, seq + nth, step, ${move.actor}, ${move.notes}, ${timestamp(move.at)}
      from c, unnest(${textArray(move.steps)}) with ordinality steps (step, nth)
      returning order_id, seq, status
    ) ${logSteps(move)}`);
  if (rows.length === 0)
    throw new OpsError(
      "lost_race",
      `Order ${move.orderId} does not stand at ${move.from.join(" or ")} any more.`,
      {
        facts: { orderId: move.orderId, from: move.from, to: move.to },
      },
    );
  await follow(tx, move);
}

/** Where an order stands, locked until the transaction ends; null before its first status. */
export async function lockStatus(tx: Tx, orderId: string): Promise<OrderStatus | null> {
  const rows = await tx.execute<{ status: OrderStatus }>(
    sql`select status from order_current_status where order_id = ${orderId} for update`,
  );
  return rows[0]?.status ?? null;
}

export async function readStatus(ex: Executor, orderId: string): Promise<OrderStatus | null> {
  const rows = await ex.execute<{ status: OrderStatus }>(
    sql`select status from order_current_status where order_id = ${orderId}`,
  );
  return rows[0]?.status ?? null;
}

/** Failures that outlive their order, for they ask about something that still exists outside. */
const OUTLIVES_ORDER = "LabelOrphaned";

/** An operations row for each of the history rows `h`. */
const logSteps = ({ at, action, carrier, notes, meta, actor }: Omit<Move, "from">) => sql`
  insert into operations (at, scope, action, order_id, carrier, status, message, meta, actor)
  select ${timestamp(at)}, 'order', ${action}, h.order_id, ${carrier ?? null},
    case when h.status like '%\\_failed' then 'ERROR' else 'OK' end, concat_ws(': ', h.status, ${notes}::text),
    ${jsonText(meta ?? {})}::jsonb || jsonb_build_object('to', h.status), ${actor}
  from h order by h.seq returning operation_id`;

/** Parcels are looked at from when their order is shipped until it ends; its end closes its failures too. */
async function follow(tx: Tx, { orderId, to, actor, at }: Omit<Move, "from">): Promise<void> {
  if (to === "shipped") await planTracking(tx, { orderId, at });
  if (!hasEnded(to)) return;
  await planTracking(tx, { orderId, at: null });
  await closeFailures(tx, {
    relatedId: orderId,
    except: OUTLIVES_ORDER,
    by: actor,
    resolution: `the order is ${to}`,
    at,
  });
}
