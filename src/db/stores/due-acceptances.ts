import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { textArray } from "../sql-values.ts";
import {
  ask,
  type Due,
  type DueQuestion,
  earliest,
  isAsked,
  isFree,
  type NextQuestion,
  nearest,
  nextRetry,
} from "./due.ts";

interface Deciding {
  connections: readonly string[];
  /** Where decisions are manual, only those that a person has decided. */
  onlyDecided: boolean;
}

const PROCESS = "OrderAcceptance";
const TO_DECIDE = ["pending_acceptance", "acceptance_failed"] as const;

/** The order `s` waits for a decision that is not sent yet. */
const waits = ({ connections, onlyDecided }: Deciding) => sql`
  s.connection = any(${textArray(connections)}) and s.marketplace_state = 'WAITING_ACCEPTANCE'
  and not exists (select from acceptances a where a.order_id = s.order_id and a.state <> 'wanted')
  and ${onlyDecided ? sql`exists (select from acceptances a where a.order_id = s.order_id)` : sql`true`}`;

/** Orders to be accepted or refused now. */
export function dueAcceptances(ex: Executor, q: DueQuestion & Deciding): Promise<Due[]> {
  const candidates = nearest(
    TO_DECIDE,
    q.limit,
    (status) => sql`
    select s.order_id as id, s.deadline, s.connection, s.created_at from order_current_status s
    where ${waits(q)} and ${isAsked(sql`s.order_id`, q.id)} and ${isFree(status, PROCESS, q.now)}`,
  );
  return ask(ex, sql`${candidates} order by deadline, created_at limit ${q.limit}`);
}

/** When the next decision is to be sent once more. */
export const nextAcceptance = (ex: Executor, q: NextQuestion & Deciding): Promise<Date | null> =>
  earliest(ex, [nextRetry({ processName: PROCESS, statuses: TO_DECIDE, from: q.from, of: waits(q) })]);
