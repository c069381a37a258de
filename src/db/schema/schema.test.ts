import { afterAll, beforeAll, expect, test } from "bun:test";
import { getTableColumns, is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import * as schema from "./index.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  hasDefault: boolean;
}

const byName = (a: Column, b: Column) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`);

function describedColumns(): Column[] {
  const tables = Object.values(schema).filter((one) => is(one, PgTable));
  return tables
    .flatMap((table) =>
      Object.values(getTableColumns(table)).map((column) => ({
        table: getTableConfig(table).name,
        column: column.name,
        type: column.getSQLType(),
        nullable: !column.notNull,
        hasDefault: column.hasDefault || column.generatedIdentity !== undefined,
      })),
    )
    .sort(byName);
}

async function migratedColumns(): Promise<Column[]> {
  const rows = await connection.db.execute<Column & Record<string, unknown>>(sql`
    select c.table_name as "table", c.column_name as "column", format_type(a.atttypid, a.atttypmod) as type,
      c.is_nullable = 'YES' as nullable, c.column_default is not null or c.is_identity = 'YES' as "hasDefault"
    from information_schema.columns c
    join pg_class t on t.relname = c.table_name and t.relnamespace = c.table_schema::regnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attname = c.column_name
    where c.table_schema = current_schema() and not t.relispartition and c.table_name <> 'schema_migrations'`);
  return [...rows].sort(byName);
}

test("the described tables are the migrated ones: columns, types, nulls and defaults", async () => {
  const described = describedColumns();
  expect(described.length).toBeGreaterThan(100);
  expect(described).toEqual(await migratedColumns());
});

test("the described primary keys are the migrated ones", async () => {
  const described = Object.values(schema)
    .filter((one) => is(one, PgTable))
    .map((table) => {
      const { name, columns, primaryKeys } = getTableConfig(table);
      const keys = [
        ...columns.filter((column) => column.primary),
        ...primaryKeys.flatMap((key) => key.columns),
      ];
      return { table: name, key: keys.map((column) => column.name).join(", ") };
    })
    .filter(({ key }) => key !== "")
    .sort((a, b) => a.table.localeCompare(b.table));
  const migrated = await connection.db.execute<{ table: string; key: string }>(sql`
    select t.relname as "table", string_agg(a.attname, ', ' order by array_position(c.conkey, a.attnum)) as key
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = any(c.conkey)
    where c.contype = 'p' and t.relnamespace = current_schema()::regnamespace and not t.relispartition
      and t.relname <> 'schema_migrations'
    group by t.relname`);
  expect(described).toEqual([...migrated].sort((a, b) => a.table.localeCompare(b.table)));
});
