/** What the catalogue knows of a SKU; null where nothing was imported. */
export interface Product {
  sku: string;
  title: string | null;
  weightGrams: number | null;
  lengthMm: number | null;
  widthMm: number | null;
  heightMm: number | null;
  /** With dots, as customs write it: `8518.30`. */
  hsCode: string | null;
  originCountry: string | null;
  originProvince: string | null;
  customsDescription: string | null;
  dangerousGoods: boolean;
  /** Units on hand; null when stock is not imported. */
  stock: number | null;
}
