import { sql } from "drizzle-orm";
import { OpsError } from "../domain/errors.ts";
import type { DatabaseConnection } from "./connect.ts";
import type { Executor } from "./database.ts";
import { longTransaction } from "./long-transaction.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";

export interface AppliedMigration {
  name: string;
  sha256: string;
  appliedAt: Date;
}

export interface MigrationStatus {
  /** In order of application. */
  applied: AppliedMigration[];
  /** What this binary would apply. */
  pending: string[];
}

/** Any number; the same for every process that migrates. */
const LOCK = 7_403_118;

export const hashOf = (migration: Migration): string =>
  new Bun.CryptoHasher("sha256").update(migration.sql).digest("hex");

/**
 * Brings the database up to this binary's schema, all or nothing; any number of processes may do so at once. Prepares
 * the audit's partitions of this month and the next.
 * @throws `database_newer` when the database knows a migration that this binary does not, or another text of one.
 */
export async function migrate(
  connection: Pick<DatabaseConnection, "db" | "pgPoolConfig">,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<{ applied: string[] }> {
  const { db } = connection;
  const { pending } = await readStatus(db, migrations);
  const applied =
    pending.length === 0 ? [] : await longTransaction(connection, (tx) => apply(tx, migrations));
  await db.execute(
    sql`select ensure_api_calls_partition(now()), ensure_api_calls_partition(now() + interval '1 month')`,
  );
  return { applied };
}

/** @throws `database_newer` as `migrate` does. */
export async function migrationStatus(
  { db }: Pick<DatabaseConnection, "db">,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<MigrationStatus> {
  return await readStatus(db, migrations);
}

/** Under the lock everything is read again: another process may just have applied it. */
async function apply(tx: Executor, migrations: readonly Migration[]): Promise<string[]> {
  await tx.execute(
    sql.raw(`
    select pg_advisory_xact_lock(${LOCK});
    create table if not exists schema_migrations (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now())`),
  );
  const { pending } = await readStatus(tx, migrations);
  for (const migration of migrations.filter(({ name }) => pending.includes(name))) {
    await tx.execute(sql.raw(migration.sql));
    await tx.execute(
      sql`insert into schema_migrations (name, sha256) values (${migration.name}, ${hashOf(migration)})`,
    );
  }
  return pending;
}

async function readStatus(ex: Executor, migrations: readonly Migration[]): Promise<MigrationStatus> {
  const [table] = await ex.execute(sql`select to_regclass('schema_migrations') is not null as exists`);
  const applied = table?.exists ? await readApplied(ex) : [];
  refuseForeign(applied, migrations);
  const known = new Set(applied.map(({ name }) => name));
  return { applied, pending: migrations.map(({ name }) => name).filter((name) => !known.has(name)) };
}

async function readApplied(ex: Executor): Promise<AppliedMigration[]> {
  const rows = await ex.execute<{ name: string; sha256: string; applied_at: Date }>(
    sql`select name, sha256, applied_at from schema_migrations order by name`,
  );
  return rows.map(({ name, sha256, applied_at }) => ({ name, sha256, appliedAt: applied_at }));
}

function refuseForeign(applied: readonly AppliedMigration[], migrations: readonly Migration[]): void {
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
