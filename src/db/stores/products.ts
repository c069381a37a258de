import { getTableColumns, inArray, sql } from "drizzle-orm";
import type { Product } from "../../domain/product.ts";
import type { Executor } from "../database.ts";
import { products } from "../schema/index.ts";

/** Keeps a statement well below the 65,535 parameters that PostgreSQL takes. */
const ROWS_PER_STATEMENT = 2000;

const { sku: _key, ...facts } = getTableColumns(products);

/** The database's column of a fact, as the row that could not be inserted has it. */
const overwrite = Object.fromEntries(
  Object.entries(facts).map(([key, column]) => [key, sql`excluded.${sql.identifier(column.name)}`]),
);

/** Replaces what is known of each SKU. Of a SKU named twice the last counts. */
export async function upsertProducts(
  ex: Executor,
  { products: given, at }: { products: readonly Product[]; at: Date },
): Promise<void> {
  const bySku = new Map(given.map((product) => [product.sku, { ...product, updatedAt: at }]));
  // One order for everybody: two imports at once then wait for each other and cannot deadlock.
  const rows = [...bySku.values()].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT)
    await ex
      .insert(products)
      .values(rows.slice(start, start + ROWS_PER_STATEMENT))
      .onConflictDoUpdate({ target: products.sku, set: overwrite });
}

/** By SKU; what is unknown is absent. */
export async function findProducts(ex: Executor, skus: readonly string[]): Promise<Map<string, Product>> {
  if (skus.length === 0) return new Map();
  const { updatedAt: _updatedAt, ...columns } = getTableColumns(products);
  const rows = await ex
    .select(columns)
    .from(products)
    .where(inArray(products.sku, [...skus]));
  return new Map(rows.map((row) => [row.sku, row]));
}
