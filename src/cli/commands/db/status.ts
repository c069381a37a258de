import { nameTarget } from "../../../db/database-target.ts";
import { migrationStatus } from "../../../db/migrate.ts";
import type { CommandRun } from "../../command.ts";
import type { Screen } from "../../output/screen.ts";
import { nameList } from "../../output/table.ts";

interface Status {
  database: string;
  /** Version of the embedded PostgreSQL; null for an external one. */
  embedded: string | null;
  folder: string | null;
  applied: { name: string; appliedAt: Date }[];
  pending: string[];
}

/** Says where the database is and how far its schema has come. */
export async function databaseStatus({ output, database, settings }: CommandRun<unknown>): Promise<number> {
  const { config } = await settings();
  const connection = await database({ migrate: false });
  const { applied, pending } = await migrationStatus(connection);
  const status: Status = {
    database: nameTarget(connection.target),
    embedded: connection.embedded?.version ?? null,
    folder: connection.embedded ? config.database.dataFolder : null,
    applied: applied.map(({ name, appliedAt }) => ({ name, appliedAt })),
    pending,
  };
  await output.result(status, render);
  return 0;
}

function render({ database, embedded, folder, applied, pending }: Status, screen: Screen): string {
  const { theme } = screen;
  const last = applied.at(-1);
  const schema =
    pending.length > 0
      ? theme.warn(`${pending.length} to apply: ${pending.join(", ")}`)
      : theme.ok("up to date");
  return nameList(
    [
      ["server", embedded ? `embedded PostgreSQL ${embedded}` : "external"],
      ["where", database],
      ["data", folder ?? ""],
      ["schema", schema],
      ["last applied", last ? `${last.name}, ${last.appliedAt.toISOString()}` : "nothing yet"],
    ],
    screen,
  );
}
