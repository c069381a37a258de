import type { Tx } from "../db/database.ts";
import { logOperation } from "../db/stores/operations.ts";
import { findProducts, upsertProducts } from "../db/stores/products.ts";
import { CATALOG_COLUMNS, type CellProblem, readCatalogRow } from "../domain/catalog-columns.ts";
import { OpsError } from "../domain/errors.ts";
import type { Product } from "../domain/product.ts";
import { nearestName } from "../platform/config/nearest-name.ts";
import { type CsvTable, readCsv } from "../platform/read-csv.ts";
import type { OpsContext } from "./context.ts";

export interface CatalogImport {
  /** The file: its first line names columns of `CATALOG_COLUMNS`, in any order. */
  csv: string | Uint8Array;
  /** Its name, for messages and for the record. */
  source: string;
  /** Takes the good rows although others are bad. */
  skipBadRows?: boolean;
  /** Changes nothing. */
  dryRun?: boolean;
}

export interface CatalogProblem extends CellProblem {
  /** From 1; the header is the first. */
  line: number;
}

export interface CatalogReport {
  /** Products taken in; 0 when problems kept the file out. */
  imported: number;
  /** How many of them are new or say something else than before. */
  changed: number;
  /** In the order of the file. */
  problems: CatalogProblem[];
}

type ImportContext = Pick<OpsContext, "db" | "clock" | "actor">;

/**
 * Takes in a file of products, all of it or, when anything is wrong with it, nothing. A column that the file does not
 * have leaves what is known of its products as it is; an empty cell empties it.
 * @throws `bad_input_file` when it is no table, or one without SKUs
 */
export async function importCatalog(ctx: ImportContext, input: CatalogImport): Promise<CatalogReport> {
  const table = readCsv(input.csv, input.source);
  if (!table.columns.includes("sku"))
    throw new OpsError("bad_input_file", `${input.source} has no column sku.`, {
      facts: { file: input.source, columns: table.columns },
      hint: `Its first line must name columns of these: ${CATALOG_COLUMNS.join(", ")}.`,
    });
  const { good, problems } = readRows(table);
  if (problems.length > 0 && !input.skipBadRows) return { imported: 0, changed: 0, problems };
  // Two imports at once: what both read and one has changed since is an error for the other, never lost.
  const changed = await ctx.db.transaction((tx) => store(ctx, tx, { input, good, problems }), {
    isolationLevel: "repeatable read",
  });
  return { imported: good.size, changed, problems };
}

type ProductFacts = Partial<Product> & Pick<Product, "sku">;

interface Storing {
  input: CatalogImport;
  good: ReadonlyMap<string, ProductFacts>;
  problems: CatalogProblem[];
}

const NOTHING_KNOWN: Omit<Product, "sku"> = {
  title: null,
  weightGrams: null,
  lengthMm: null,
  widthMm: null,
  heightMm: null,
  hsCode: null,
  originCountry: null,
  originProvince: null,
  customsDescription: null,
  dangerousGoods: false,
  stock: null,
};

/** Answers how many products changed. */
async function store(ctx: ImportContext, tx: Tx, { input, good, problems }: Storing): Promise<number> {
  const known = await findProducts(tx, [...good.keys()]);
  const changed = [...good.values()].flatMap((facts) => {
    const before = known.get(facts.sku);
    const product = { ...NOTHING_KNOWN, ...before, ...facts };
    return before && isSame(before, product) ? [] : [product];
  });
  if (input.dryRun) return changed.length;
  const at = ctx.clock.now();
  await upsertProducts(tx, { products: changed, at });
  await logOperation(tx, {
    at,
    scope: "catalog",
    action: "import",
    status: "OK",
    message: `${input.source}: ${good.size} products, ${changed.length} of them new or changed.`,
    meta: { source: input.source, imported: good.size, changed: changed.length, problems: problems.length },
    actor: ctx.actor,
  });
  return changed.length;
}

const FACTS = Object.keys(NOTHING_KNOWN) as (keyof typeof NOTHING_KNOWN)[];

const isSame = (a: Product, b: Product): boolean => FACTS.every((fact) => a[fact] === b[fact]);

interface Rows {
  good: Map<string, ProductFacts>;
  problems: CatalogProblem[];
}

function readRows({ columns, rows, misfits }: CsvTable): Rows {
  const problems: CatalogProblem[] = [
    ...columns.filter((column) => !CATALOG_COLUMNS.includes(column)).map(unknownColumn),
    ...misfits.map(({ line, cells }) => ({
      line,
      field: "row",
      value: `${cells} cells`,
      allowed: `${columns.length} cells, as in the first line`,
    })),
  ];
  const good = new Map<string, ProductFacts>();
  const lines = new Map<string, number>();
  for (const { line, values } of rows) {
    const { facts, problems: found } = readCatalogRow(values);
    const { sku } = facts;
    const first = sku === undefined ? undefined : lines.get(sku);
    if (sku !== undefined) lines.set(sku, first ?? line);
    if (sku !== undefined && first !== undefined)
      found.push({ field: "sku", value: sku, allowed: `once in the file; it is on line ${first} too` });
    problems.push(...found.map((problem) => ({ line, ...problem })));
    if (sku !== undefined && found.length === 0) good.set(sku, { ...facts, sku });
  }
  return { good, problems: problems.sort((a, b) => a.line - b.line) };
}

function unknownColumn(column: string): CatalogProblem {
  const meant = nearestName(column, CATALOG_COLUMNS);
  const known = CATALOG_COLUMNS.join(", ");
  return {
    line: 1,
    field: "header",
    value: column,
    allowed: meant === null ? `a column of ${known}` : `${meant}, if that is meant; a column of ${known}`,
  };
}
