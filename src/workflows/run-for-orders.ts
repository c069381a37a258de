import type { RunReport } from "../engine/run-report.ts";
import { type RunOptions, runWorkflow } from "../engine/run-workflow.ts";
import type { Workflow } from "../engine/workflow.ts";
import type { OpsContext } from "./context.ts";

/** More than are ever due at once, so that the orders that are asked for are among them. */
const ALL_DUE = 1_000_000;

/** Runs a workflow for these orders alone, as far as they are due. */
export function runForOrders(
  ctx: OpsContext,
  workflow: Workflow<OpsContext>,
  { orderIds, ...options }: Omit<RunOptions, "limit"> & { orderIds: ReadonlySet<string> },
): Promise<RunReport> {
  const chosen: Workflow<OpsContext> = {
    ...workflow,
    due: async (running, question) =>
      (await workflow.due(running, { ...question, limit: ALL_DUE })).filter((unit) => orderIds.has(unit.id)),
  };
  return runWorkflow(ctx, chosen, options);
}
