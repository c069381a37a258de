import { and, asc, getTableColumns, gt, ilike, or } from "drizzle-orm";
import type { Executor } from "../db/database.ts";
import { products } from "../db/schema/index.ts";
import type { Product } from "../domain/product.ts";
import { cutPage, limitOf, type PageRequest, placeOf } from "./page.ts";

export interface ProductsRequest extends PageRequest {
  /** Part of a SKU or title, in any case. */
  search?: string;
}

/** By SKU. @throws `bad_argument` */
export async function listProducts(
  ex: Executor,
  request: ProductsRequest,
): Promise<{ products: Product[]; next: string | null }> {
  const limit = limitOf(request);
  const place = placeOf(request);
  const wanted = request.search?.trim().replace(/[\\%_]/g, "\\$&");
  const { updatedAt: _updatedAt, ...columns } = getTableColumns(products);
  const rows = await ex
    .select(columns)
    .from(products)
    .where(
      and(
        wanted ? or(ilike(products.sku, `%${wanted}%`), ilike(products.title, `%${wanted}%`)) : undefined,
        place ? gt(products.sku, place.id) : undefined,
      ),
    )
    .orderBy(asc(products.sku))
    .limit(limit + 1);
  const page = cutPage(rows, { limit, place: ({ sku }) => ({ at: null, id: sku }) });
  return { products: page.rows, next: page.next };
}
