import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

export const products = pgTable("products", {
  sku: text("sku").primaryKey(),
  title: text("title"),
  weightGrams: integer("weight_grams"),
  lengthMm: integer("length_mm"),
  widthMm: integer("width_mm"),
  heightMm: integer("height_mm"),
  hsCode: text("hs_code"),
  originCountry: text("origin_country"),
  originProvince: text("origin_province"),
  customsDescription: text("customs_description"),
  dangerousGoods: boolean("dangerous_goods").notNull().default(false),
  stock: integer("stock"),
  updatedAt: instant("updated_at").notNull(),
});
