import { choice, flag, text } from "../parameter.ts";

export const INIT_OPTIONS = {
  yes: flag("Ask nothing: take the options, and leave the rest open."),
  force: flag("Replace an ops.toml; the old one is kept as ops.toml.bak."),
  sandbox: text("URL", "Make a workspace that plays with `ops sandbox` at this address."),
  marketplace: text("NAME", "Name of the marketplace. Default bestbuy."),
  baseUrl: text("URL", "Its address. Default https://marketplace.bestbuy.ca."),
  environment: choice(["production", "development"], "Whether its orders are real. Default production."),
  shop: text("NAME", "Name of the shop. Default main."),
  shopId: text("ID", "The shop's id, where the key's user owns several shops."),
  customerNumber: text("NUMBER", "Canada Post customer number."),
  contractId: text("NUMBER", "Canada Post contract; without one, parcels are paid by card."),
  company: text("TEXT", "Company that sends the parcels."),
  phone: text("TEXT", "Its phone."),
  address: text("TEXT", "Its street and number."),
  city: text("TEXT", "Its city."),
  province: text("CODE", "Its province: ON, QC, BC…"),
  postalCode: text("CODE", "Its postal code."),
};
