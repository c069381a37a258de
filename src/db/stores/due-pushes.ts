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

interface Pushing {
  connections: readonly string[];
  pushWhen: "label" | "packed" | "manifest";
}

const PROCESS = "TrackingUpdate";
const TO_PUSH = ["tracked", "push_failed"] as const;

const IS_READY = {
  label: sql`true`,
  packed: sql`sh.packed_at is not null`,
  manifest: sql`sh.manifested_at is not null`,
};

/** The number of the parcel `sh` of the order `s` is to be told, and was not sent yet. */
const isUntold = ({ connections, pushWhen }: Pushing) => sql`
  sh.order_id = s.order_id and sh.ended_at is null and sh.status = 'label_created' and sh.tracking_pin is not null
  and sh.next_push_check_at is null and ${IS_READY[pushWhen]} and s.connection = any(${textArray(connections)})`;

/** Orders whose tracking number is to be told to the marketplace. */
export function duePushes(ex: Executor, q: DueQuestion & Pushing): Promise<Due[]> {
  const candidates = nearest(
    TO_PUSH,
    q.limit,
    (status) => sql`
    select s.order_id as id, s.deadline, s.connection, s.created_at from order_current_status s, shipments sh
    where ${isUntold(q)} and ${isAsked(sql`s.order_id`, q.id)} and ${isFree(status, PROCESS, q.now)}`,
  );
  return ask(ex, sql`${candidates} order by deadline, created_at limit ${q.limit}`);
}

/** When the next number is to be told once more. */
export const nextPush = (ex: Executor, q: NextQuestion & Pushing): Promise<Date | null> =>
  earliest(ex, [
    nextRetry({
      processName: PROCESS,
      statuses: TO_PUSH,
      from: q.from,
      of: sql`exists (select from shipments sh where ${isUntold(q)})`,
    }),
  ]);
