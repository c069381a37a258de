import { resolve } from "node:path";
import { restoreDatabase } from "../../../db/restore.ts";
import type { CommandRun } from "../../command.ts";
import { rowsText } from "./rows-text.ts";

/** Brings a backup into an empty database; effects stay paused until the world has been compared with it. */
export async function restore(run: CommandRun<{ file: string }>): Promise<number> {
  const { input, output, database, clock, cwd, actor } = run;
  const connection = await database({ migrate: false });
  const report = await restoreDatabase(connection, {
    file: resolve(cwd, input.file),
    by: actor,
    at: clock.now(),
  });
  await output.result(report, ({ takenAt, rows }, { theme }) =>
    [
      `${theme.ok("Restored")} ${rowsText(rows)}, as of ${takenAt.toISOString()}.\n`,
      "Nothing is accepted, bought or pushed until `ops reconcile` has compared them with the outside.\n",
    ].join(""),
  );
  return 0;
}
