import type { DueUnit } from "./due-unit.ts";
import type { EngineContext } from "./workflow.ts";

/** Puts due units into the workflow's queue. Those that are there already, or claimed, stay as they are. */
export const offerUnits = (ctx: EngineContext, queueName: string, units: DueUnit[]): Promise<void> =>
  ctx.queue.offer(
    queueName,
    units.map((unit) => ({ unitId: unit.id, priority: priorityOf(unit) })),
  );

/**
 * Nearest deadline first: higher goes first, by the minute. Counted from a fixed moment, so that units offered at
 * different times compare; those of one minute go in the order in which they were offered.
 */
function priorityOf({ deadline }: DueUnit): number {
  const LAST = -2_000_000_000;
  return deadline === null ? LAST : Math.max(LAST + 1, -Math.floor(deadline.getTime() / 60_000));
}
