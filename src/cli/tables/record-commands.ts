import { type Command, command } from "../command.ts";
import { flag, requiredId, requiredText, text } from "../parameter.ts";
import { DRY_RUN, LIST_OPTIONS } from "./list-options.ts";

/** What went over the wire, and what is known of products. */
export const RECORD_COMMANDS: readonly Command[] = [
  command({
    path: "api-calls list",
    summary: "List calls to marketplaces and carriers, newest first.",
    details: `  ops api-calls list --failed --since 1h
  ops api-calls list --about 100-A`,
    options: {
      service: text("NAME", "Only to this service: BestBuy, CanadaPost."),
      endpoint: text("NAME", "Only these: AcceptOrder, CreateShipment, …"),
      about: text("ID", "Only those about this order."),
      failed: flag("Only those that failed, or whose answer was not recorded."),
      since: text("TIME", "Only since: 2026-03-05, or 2h ago as 2h."),
      ...LIST_OPTIONS,
    },
    load: async () => (await import("../commands/api-calls/list.ts")).listApiCallsCommand,
  }),
  command({
    path: "api-calls show",
    summary: "Show what a call sent and what came back.",
    details: "Secrets are masked; what is said of the customer is not.\n\n  ops api-calls show 42",
    arguments: { id: requiredId("Its number.") },
    load: async () => (await import("../commands/api-calls/show.ts")).showApiCall,
  }),
  command({
    path: "catalog import",
    summary: "Take in weights, sizes and customs data from a CSV file.",
    details: `The first line names the columns: sku and any of title, weight_grams, length_mm,
width_mm, height_mm, hs_code, origin_country, origin_province,
customs_description, dangerous_goods, stock.

  ops catalog import products.csv --dry-run`,
    arguments: { file: requiredText("FILE", "A CSV file.") },
    options: { skipBadRows: flag("Take the good rows although others are bad."), ...DRY_RUN },
    load: async () => (await import("../commands/catalog/import.ts")).importCatalogFile,
  }),
  command({
    path: "catalog list",
    summary: "List products.",
    details: "  ops catalog list --search headphones",
    options: { search: text("TEXT", "Part of a SKU or title."), ...LIST_OPTIONS },
    load: async () => (await import("../commands/catalog/list.ts")).listCatalog,
  }),
];
