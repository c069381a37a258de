import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { z } from "zod";
import { OpsError } from "../domain/errors.ts";
import type { DatabaseConnection } from "./connect.ts";
import {
  BackupEnd,
  BackupHeader,
  countRows,
  quoteName,
  quoteNames,
  TableHeader,
} from "./copy/backup-format.ts";
import { BackupReader } from "./copy/backup-reader.ts";
import { copyIn } from "./copy/copy-in.ts";
import { type CataloguedTable, catalogueTables } from "./copy/table-catalogue.ts";
import type { Tx } from "./database.ts";
import { isRefusedData, toDatabaseError } from "./database-error.ts";
import { longTransaction } from "./long-transaction.ts";
import { hashOf, migrate, migrationStatus } from "./migrate.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";
import { restoreReason } from "./restore-pause.ts";
import { pause } from "./stores/pauses.ts";

export interface RestoreReport {
  /** When the backup was made. */
  takenAt: Date;
  /** By table. */
  rows: Record<string, number>;
}

interface RestoreOrder {
  file: string;
  by: string;
  at: Date;
}

/**
 * Brings a backup's rows into an empty database, all or nothing, and pauses every effect in the same step: the world
 * has moved on since the backup. A database without a schema is set up as the backup's was, then migrated onwards; so open
 * it with `migrate: false`.
 * @throws `bad_input_file`, `already_open` when there are rows, `database_newer` when this binary is older than the backup
 */
export async function restoreDatabase(
  connection: DatabaseConnection,
  { file, by, at }: RestoreOrder,
): Promise<RestoreReport> {
  const reader = new BackupReader(file);
  try {
    const header = await reader.line(BackupHeader);
    await setUpAs(connection, header);
    const rows = await longTransaction(connection, async (tx, client) => {
      const rows = await restoreTables({ tx, client, reader, header });
      const reason = restoreReason(header.takenAt);
      await pause(tx, { scope: "effects", code: "paused", reason, by, at });
      return rows;
    });
    await migrate(connection);
    return { takenAt: header.takenAt, rows };
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    reader.close();
  }
}

const NEW_DATABASE =
  "Restore into a new database: stop the daemon, then move the embedded one away (`mv .ops/postgres .ops/postgres.before`), or name another in database.url.";

/** Rows must meet the schema that they were written under; younger migrations then change them as they did elsewhere. */
async function setUpAs(connection: DatabaseConnection, { migrations }: BackupHeader): Promise<void> {
  const theirs = migrations.map(({ name, sha256 }) => ours(name, sha256));
  const { applied } = await migrationStatus(connection);
  const names = new Set(migrations.map(({ name }) => name));
  const younger = applied.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (younger.length > 0)
    throw new OpsError(
      "already_open",
      `The database has ${younger.join(", ")} already, the backup has not.`,
      {
        hint: NEW_DATABASE,
      },
    );
  await migrate(connection, theirs);
}

function ours(name: string, sha256: string): Migration {
  const migration = MIGRATIONS.find((one) => one.name === name);
  if (migration && hashOf(migration) === sha256) return migration;
  throw new OpsError("database_newer", `The backup comes from another version of ops: it has ${name}.`, {
    facts: { migration: name },
  });
}

interface Restoration {
  tx: Tx;
  client: pg.PoolClient;
  reader: BackupReader;
  header: BackupHeader;
}

async function restoreTables({ tx, client, reader, header }: Restoration): Promise<Record<string, number>> {
  const tables = await catalogueTables(tx);
  await demandEmpty(tx, tables);
  for (const month of header.auditMonths)
    await tx.execute(sql`select ensure_api_calls_partition(${month}::date::timestamp at time zone 'UTC')`);
  await switchTriggers(tx, tables, "disable");
  const rows: Record<string, number> = {};
  for (;;) {
    const next = await reader.line(z.union([TableHeader, BackupEnd]));
    if ("end" in next) {
      const short = Object.keys(next.rows).filter((table) => rows[table] !== next.rows[table]);
      if (short.length > 0) throw reader.damaged(`it has lost rows of ${short.join(", ")}`);
      await reader.end();
      break;
    }
    rows[next.table] = await restoreRows({ client, reader, header: next });
    await continueIdentity(tx, next);
  }
  await switchTriggers(tx, tables, "enable");
  return rows;
}

async function restoreRows({
  client,
  reader,
  header: { table, columns },
}: {
  client: pg.PoolClient;
  reader: BackupReader;
  header: TableHeader;
}): Promise<number> {
  let count = 0;
  const counted = async function* () {
    for await (const piece of reader.rows()) {
      count += countRows(piece);
      yield piece;
    }
  };
  const statement = `copy ${quoteName(table)} (${quoteNames(columns)}) from stdin`;
  try {
    await pipeline(Readable.from(counted(), { objectMode: false }), copyIn(client, statement));
  } catch (thrown) {
    throw isRefusedData(thrown) ? reader.damaged(`${table}: ${thrown.message}`, thrown) : thrown;
  }
  return count;
}

async function demandEmpty(tx: Tx, tables: readonly CataloguedTable[]): Promise<void> {
  await tx.execute(
    sql.raw(`lock table ${quoteNames(tables.map(({ name }) => name))} in access exclusive mode`),
  );
  for (const { name } of tables) {
    const [row] = await tx.execute(sql`select exists (select from ${sql.identifier(name)}) as filled`);
    if (row?.filled)
      throw new OpsError("already_open", `The database is not empty: ${name} has rows.`, {
        hint: NEW_DATABASE,
      });
  }
}

/** The projection comes out of the backup like every other table; its trigger would write it a second time. */
async function switchTriggers(
  tx: Tx,
  tables: readonly CataloguedTable[],
  to: "enable" | "disable",
): Promise<void> {
  for (const { name } of tables.filter((table) => table.hasTriggers))
    await tx.execute(sql.raw(`alter table ${quoteName(name)} ${to} trigger user`));
}

/** New rows continue behind the last number that was ever handed out, for people may still hold it. */
async function continueIdentity(tx: Tx, { table, identity }: TableHeader): Promise<void> {
  if (identity === null || identity.last === null) return;
  await tx.execute(
    sql`select setval(pg_get_serial_sequence(${quoteName(table)}, ${identity.column}), ${identity.last})`,
  );
}
