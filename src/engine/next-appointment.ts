import type { EngineContext, Workflow } from "./workflow.ts";

/** When the first unit of these workflows falls due by itself, from a moment on; null when nothing is planned. */
export async function nextAppointment<C extends EngineContext>(
  ctx: C,
  { workflows, from }: { workflows: readonly Workflow<C>[]; from: Date },
): Promise<Date | null> {
  return earliestOf(await Promise.all(workflows.map((workflow) => workflow.next?.(ctx, from) ?? null)));
}

export function earliestOf(times: readonly (Date | null)[]): Date | null {
  const planned = times.filter((time) => time !== null).map((time) => time.getTime());
  return planned.length === 0 ? null : new Date(Math.min(...planned));
}
