import type { DueUnit } from "../engine/due-unit.ts";
import type { OpsContext } from "./context.ts";
import { WORKFLOWS } from "./run-cycle.ts";

/** What a workflow would do now. */
export interface PlannedWork {
  workflow: string;
  due: DueUnit[];
}

const MOST = 10_000;

/** What the next cycle would begin with. Changes nothing; what a fetch would bring is not in it. */
export function planCycle(ctx: OpsContext, only: readonly string[]): Promise<PlannedWork[]> {
  const chosen = WORKFLOWS.filter(({ name }) => only.includes(name));
  return Promise.all(
    chosen.map(async (workflow) => ({
      workflow: workflow.name,
      due: await workflow.due(ctx, { limit: MOST }),
    })),
  );
}
