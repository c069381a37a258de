import { toOpsError } from "../../../domain/errors.ts";
import type { Config } from "../../../platform/config/config.ts";
import { readHealth } from "../../../reports/health.ts";
import { countOrders } from "../../../reports/order-counts.ts";
import type { CommandRun } from "../../command.ts";
import { findDaemon, logFile } from "../../daemon/daemon-record.ts";
import type { DaemonStatus, WorkStatus } from "../../daemon/daemon-status.ts";
import { renderStatus } from "../../daemon/render-status.ts";
import { readScheduled } from "../../daemon/scheduled.ts";

/** Says whether the workspace's daemon runs, and how the work goes. Exit status 1 when it does not run. */
export async function status(run: CommandRun<unknown>): Promise<number> {
  const { config } = await run.settings();
  const daemon = await findDaemon(config.workspace);
  const read = daemon ? await readWork(run, config) : { work: null, trouble: null };
  const result: DaemonStatus = { daemon, log: logFile(config.workspace), ...read };
  const now = run.clock.now();
  await run.output.result(result, (data, screen) => renderStatus(data, { screen, now }));
  return daemon ? 0 : 1;
}

async function readWork(
  run: CommandRun<unknown>,
  config: Config,
): Promise<Pick<DaemonStatus, "work" | "trouble">> {
  try {
    const { db } = await run.database();
    const now = run.clock.now();
    const [health, orders, schedules] = await Promise.all([
      readHealth(db, { at: now, deadlineNearMs: config.engine.deadlineNearMs }),
      countOrders(db),
      readScheduled(db, { config, now, slots: 1 }),
    ]);
    const work: WorkStatus = {
      orders: orders.byStatus,
      openFailures: health.openFailures,
      purchasesInDoubt: health.doubts.purchases,
      unconfirmed: health.unconfirmed,
      pauses: health.pauses.map(({ scope, reason, pausedBy, pausedAt }) => ({
        ...{ scope, reason, pausedBy, pausedAt },
      })),
      schedules,
    };
    return { work, trouble: null };
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind !== "unavailable") throw error;
    return { work: null, trouble: error.message };
  }
}
