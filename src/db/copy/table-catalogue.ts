import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";

export interface CataloguedTable {
  name: string;
  /** In their order in the table. */
  columns: string[];
  /** The column whose values the table hands out, and the sequence that counts them. */
  identity: { column: string; sequence: string } | null;
  /** Tables whose rows ours point at. */
  references: string[];
  /** Whether triggers of ours stand on it. */
  hasTriggers: boolean;
}

/** Every table of ours, partitions counting as their parent, each behind those that it points at. */
export async function catalogueTables(ex: Executor): Promise<CataloguedTable[]> {
  const rows = await ex.execute<{
    name: string;
    columns: string[];
    identity: string | null;
    sequence: string | null;
    references: string[];
    has_triggers: boolean;
  }>(sql`
    select t.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns,
      i.attname::text as identity,
      pg_get_serial_sequence(quote_ident(t.relname), i.attname) as sequence,
      array(select c.confrelid::regclass::text from pg_constraint c
        where c.conrelid = t.oid and c.contype = 'f' and c.confrelid <> t.oid) as "references",
      exists (select from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal) as has_triggers
    from pg_class t
    left join pg_attribute i on i.attrelid = t.oid and i.attidentity <> ''
    where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
      and t.relname <> 'schema_migrations'
    order by t.relname`);
  return inOrder(
    rows.map(({ identity, sequence, has_triggers, ...row }) => ({
      ...row,
      identity: identity !== null && sequence !== null ? { column: identity, sequence } : null,
      hasTriggers: has_triggers,
    })),
  );
}

function inOrder(tables: readonly CataloguedTable[]): CataloguedTable[] {
  const ordered: CataloguedTable[] = [];
  let rest = [...tables];
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name));
    const next = rest.filter(({ references }) => !references.some((name) => waiting.has(name)));
    if (next.length === 0) throw new Error(`tables point at each other: ${[...waiting].join(", ")}`);
    ordered.push(...next);
    rest = rest.filter((table) => !next.includes(table));
  }
  return ordered;
}
