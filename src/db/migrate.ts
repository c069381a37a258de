import type postgres from "postgres";
import { OpsError } from "../domain/errors.ts";
import type { DatabaseConnection } from "./connect.ts";
import { toDatabaseError } from "./database-error.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";

export interface MigrationStatus {
  /** In order of application. */
  applied: { name: string; sha256: string; appliedAt: Date }[];
  /** What this binary would apply. */
  pending: string[];
}

/** Any number; the same for every process that migrates. */
const LOCK = 7_403_118;

export const hashOf = (migration: Migration): string =>
  new Bun.CryptoHasher("sha256").update(migration.sql).digest("hex");

/**
 * Brings the database up to this binary's schema, all or nothing; any number of processes may do so at once.
 * @throws `database_newer` when the database knows a migration that this binary does not, or another text of one.
 */
export async function migrate(
  connection: DatabaseConnection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<{ applied: string[] }> {
  const { pending } = await migrationStatus(connection, migrations);
  try {
    const applied = pending.length === 0 ? [] : await apply(connection.sql, migrations);
    await connection.sql`
      select ensure_api_calls_partition(now()), ensure_api_calls_partition(now() + interval '1 month')`;
    return { applied };
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** @throws `database_newer` as `migrate` does. */
export async function migrationStatus(
  connection: DatabaseConnection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<MigrationStatus> {
  try {
    return await readStatus(connection.sql, migrations);
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** Under the lock everything is read again: another process may just have applied it. */
async function apply(sql: postgres.Sql, migrations: readonly Migration[]): Promise<string[]> {
  return await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`set local lock_timeout = 0`;
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    await tx`
      create table if not exists schema_migrations (
        name text primary key, sha256 text not null, applied_at timestamptz not null default now())`;
    const { pending } = await readStatus(tx, migrations);
    for (const migration of migrations.filter(({ name }) => pending.includes(name))) {
      await tx.unsafe(migration.sql);
      await tx`insert into schema_migrations (name, sha256) values (${migration.name}, ${hashOf(migration)})`;
    }
    return pending;
  });
}

async function readStatus(
  sql: postgres.Sql | postgres.TransactionSql,
  migrations: readonly Migration[],
): Promise<MigrationStatus> {
  const [table] = await sql`select to_regclass('schema_migrations') as found`;
  const rows = table?.found
    ? await sql<MigrationStatus["applied"]>`
        select name, sha256, applied_at as "appliedAt" from schema_migrations order by name`
    : [];
  refuseForeign(rows, migrations);
  const known = new Set(rows.map(({ name }) => name));
  return {
    applied: [...rows],
    pending: migrations.map(({ name }) => name).filter((name) => !known.has(name)),
  };
}

function refuseForeign(applied: MigrationStatus["applied"], migrations: readonly Migration[]): void {
  const ours = new Map(migrations.map((migration) => [migration.name, hashOf(migration)]));
  const unknown = applied.filter(({ name }) => !ours.has(name)).map(({ name }) => name);
  if (unknown.length > 0)
    throw new OpsError(
      "database_newer",
      `The database is newer than this ops: it has ${unknown.join(", ")}.`,
      {
        facts: { unknown },
      },
    );
  const changed = applied.filter(({ name, sha256 }) => ours.get(name) !== sha256).map(({ name }) => name);
  if (changed.length > 0)
    throw new OpsError(
      "database_newer",
      `The database was set up by another build of ops: ${changed.join(", ")} had another text there.`,
      { facts: { changed } },
    );
}
