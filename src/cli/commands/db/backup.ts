import { resolve } from "node:path";
import { type BackupReport, backupDatabase } from "../../../db/backup.ts";
import type { CommandRun } from "../../command.ts";
import { rowsText } from "./rows-text.ts";

/** Writes every row into one file, as of one moment. */
export async function backup({
  input,
  output,
  database,
  clock,
  cwd,
}: CommandRun<{ file: string }>): Promise<number> {
  const connection = await database();
  const report: BackupReport = await backupDatabase(connection, {
    file: resolve(cwd, input.file),
    at: clock.now(),
  });
  await output.result(report, ({ file, bytes, rows }, { theme }) => {
    const size = `${(bytes / 1024).toFixed(0)} KiB`;
    return `${theme.ok("Backed up")} ${rowsText(rows)} into ${theme.heading(file)} (${size}).\n`;
  });
  return 0;
}
