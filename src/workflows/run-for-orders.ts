import type { RunReport } from "../engine/run-report.ts";
import { type RunOptions, runWorkflow } from "../engine/run-workflow.ts";
import type { Workflow } from "../engine/workflow.ts";
import type { OpsContext } from "./context.ts";

/** Runs a workflow for these orders alone, as far as they are due. */
export function runForOrders(
  ctx: OpsContext,
  workflow: Workflow<OpsContext>,
  { orderIds, ...options }: Omit<RunOptions, "limit"> & { orderIds: readonly string[] },
): Promise<RunReport> {
  const chosen: Workflow<OpsContext> = {
    ...workflow,
    async due(running, { id }) {
      const asked = id === undefined ? orderIds : [id];
      const due = await Promise.all(asked.map((one) => workflow.due(running, { limit: 1, id: one })));
      return due.flat().filter((unit) => asked.includes(unit.id));
    },
  };
  return runWorkflow(ctx, chosen, options);
}
