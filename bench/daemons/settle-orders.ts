import type { Books } from "../cycle/outside-world.ts";
import type { Fleet } from "./fleet.ts";

const LOOK_EVERY_MS = 200;

const SETTLED = `
select (select count(*) from order_current_status where status in ('shipped', 'complete'))::int as shipped,
       (select count(*) from process_failures where resolved_at is null and needs = 'human')::int as left_over`;

export interface Settled {
  shipped: number;
  /** Orders that need a person: invented addresses that no label takes. */
  leftOver: number;
}

export async function countSettled({ database }: Fleet): Promise<Settled> {
  const { rows } = await database.pool.query<{ shipped: number; left_over: number }>(SETTLED);
  return { shipped: rows[0]?.shipped ?? 0, leftOver: rows[0]?.left_over ?? 0 };
}

/** Looks until a condition holds. */
export async function untilIt(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(LOOK_EVERY_MS);
}

/** Waits until every order is shipped or with a person; the outside world's books have to agree. */
export async function settleOrders(fleet: Fleet, orders: number): Promise<Settled> {
  await untilIt(async () => {
    const { shipped, leftOver } = await countSettled(fleet);
    return shipped + leftOver >= orders;
  });
  const settled = await countSettled(fleet);
  const books = await fleet.outside.books();
  if (duplicatesIn(books) !== 0 || books.labelled !== settled.shipped || books.shipped !== settled.shipped)
    throw new Error(`The books do not agree: ${JSON.stringify({ settled, books })}`);
  return settled;
}

export const duplicatesIn = ({ labels, labelled }: Books): number => labels - labelled;
