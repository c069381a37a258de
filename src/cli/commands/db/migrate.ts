import { migrate, migrationStatus } from "../../../db/migrate.ts";
import type { CommandRun } from "../../command.ts";

/** Brings the database up to this version; with `--dry-run` only says what would be applied. */
export async function migrateDatabase({
  input,
  output,
  database,
}: CommandRun<{ dryRun: boolean }>): Promise<number> {
  const connection = await database({ migrate: false });
  const { pending } = await migrationStatus(connection);
  const { applied } = input.dryRun ? { applied: [] } : await migrate(connection);
  await output.result({ applied, pending: input.dryRun ? pending : [] }, () => {
    if (pending.length === 0) return "The database is up to date.\n";
    return `${input.dryRun ? "Would apply" : "Applied"} ${pending.join(", ")}.\n`;
  });
  return 0;
}
