import type { Product } from "../../../domain/product.ts";
import { listProducts } from "../../../reports/list-products.ts";
import type { CommandRun } from "../../command.ts";
import { nextPage } from "../../output/next-page.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";

interface ListInput {
  search: string | undefined;
  limit: number;
  after: string | undefined;
}

/** Products by SKU. */
export async function listCatalog(run: CommandRun<ListInput>): Promise<number> {
  const { search, limit, after } = run.input;
  const { db } = await run.database();
  const page = await listProducts(db, { search, limit, after });
  await run.output.result(page, (data, screen) => render({ ...data, search }, screen));
  return 0;
}

interface Shown {
  products: Product[];
  next: string | null;
  search: string | undefined;
}

function render({ products, next, search }: Shown, screen: Screen): string {
  const { theme } = screen;
  if (products.length === 0)
    return search === undefined
      ? `The catalogue is empty.\n${theme.accent("next:")} ops catalog import FILE.csv\n`
      : "No product is like that.\n";
  const columns: Column[] = [
    { title: "SKU" },
    { title: "TITLE", flexible: true },
    { title: "GRAMS", align: "right" },
    { title: "SIZE (MM)", align: "right" },
    { title: "HS CODE" },
    { title: "FROM" },
    { title: "STOCK", align: "right" },
    { title: "DG", paint: theme.warn },
  ];
  const rows = products.map((product) => [
    product.sku,
    product.title ?? "",
    numberText(product.weightGrams),
    sizeText(product),
    product.hsCode ?? "-",
    [product.originCountry, product.originProvince].filter(Boolean).join("-") || "-",
    numberText(product.stock),
    product.dangerousGoods ? "yes" : "",
  ]);
  return `${table(columns, rows, screen)}${next === null ? "" : `\n${nextPage(next, screen)}`}`;
}

const numberText = (value: number | null): string => (value === null ? "-" : String(value));

const sizeText = ({ lengthMm, widthMm, heightMm }: Product): string =>
  lengthMm === null || widthMm === null || heightMm === null ? "-" : `${lengthMm}×${widthMm}×${heightMm}`;
