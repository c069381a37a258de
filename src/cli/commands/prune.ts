import type { Pruned } from "../../db/prune.ts";
import { prune } from "../../workflows/prune.ts";
import type { CommandRun } from "../command.ts";
import type { Screen } from "../output/screen.ts";
import { table } from "../output/table.ts";

interface PruneResult {
  dryRun: boolean;
  pruned: Pruned[];
}

/** Removes what is older than the settings keep, or says what that would be. */
export async function pruneCommand(run: CommandRun<{ dryRun: boolean }>): Promise<number> {
  const { dryRun } = run.input;
  const pruned = await prune(await run.ops(), { dryRun, signal: run.signal });
  await run.output.result({ dryRun, pruned }, render);
  return 0;
}

function render({ dryRun, pruned }: PruneResult, screen: Screen): string {
  if (pruned.length === 0) return "The settings keep everything for ever.\n";
  const columns = [
    { title: "TABLE" },
    { title: "ROWS", align: "right" as const },
    { title: "WHAT" },
    { title: "OLDER THAN" },
  ];
  const rows = pruned.map(({ table: name, rows: count, how, before }) => [
    name,
    String(count),
    how,
    before.toISOString().slice(0, 10),
  ]);
  return table(columns, rows, screen) + (dryRun ? screen.theme.dim("Nothing was changed.\n") : "");
}
