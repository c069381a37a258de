import { endRestorePause, reconcile } from "../../../workflows/reconcile.ts";
import type { CommandRun } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { renderReconciliation } from "./render-reconciliation.ts";
import type { ShownReconciliation } from "./shown-reconciliation.ts";

interface ReconcileInput {
  days: number;
  adopt: boolean;
  resume: boolean;
}

/** Compares us with marketplaces and carriers; when all agrees, ends the pause that a restore has written. */
export async function reconcileCommand(run: CommandRun<ReconcileInput>): Promise<number> {
  const { input, output } = run;
  const ops = await run.ops();
  output.note("Asking marketplaces and carriers; with many labels this takes minutes.");
  const { labels, booked, ...comparison } = await reconcile(ops, input);
  const resumed =
    comparison.isSettled &&
    comparison.pausedSinceBackup !== null &&
    (await mayResume(run)) &&
    (await endRestorePause(ops));
  const shown: ShownReconciliation = {
    ...comparison,
    labels: labels.map(({ listing: _, ...label }) => label),
    adopted: booked?.adopted.map(({ orderId, number }) => ({ orderId, number })) ?? null,
    failed: (booked?.failed ?? []).map(({ orderId, error: { code, message, hint } }) => ({
      id: orderId,
      code,
      message,
      hint,
    })),
    resumed,
  };
  await output.result(shown, renderReconciliation);
  return shown.isSettled && shown.failed.length === 0 ? 0 : 1;
}

async function mayResume(run: CommandRun<ReconcileInput>): Promise<boolean> {
  if (run.input.resume) return true;
  if (run.output.json || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  return confirm(
    { ...run, input: { yes: false } },
    { what: "Everything agrees, and effects are paused since the restore.", question: "Go on with them?" },
  );
}
