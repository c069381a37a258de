import { z } from "zod";
import {
  digits,
  moment,
  named,
  oneOf,
  quantity,
  secret,
  section,
  text,
  textByKey,
  webAddress,
  wholeNumber,
} from "./schema-values.ts";

export const shopSettings = section("One shop on the marketplace.", {
  api_key: secret("The shop's API key."),
  shop_id: digits("Needed where the key's user owns several shops.", 19).optional(),
  live_from: moment(
    "Orders created before this are imported on hold: nothing is accepted, bought or pushed for them until `ops orders release`.",
  ),
  carrier: text("The account under `[carriers.NAME]` that ships its orders."),
  sender: text("The address under `[senders.NAME]` from which they come."),
  own_shipping_types: z
    .array(z.string().trim().min(1, "is empty"))
    .meta({
      description:
        'Shipping types of orders that the shop ships itself, where the marketplace\'s own list (SH12) lacks them or may not be read: `["STD"]`.',
    })
    .default([]),
});

/** A marketplace that speaks Mirakl's seller API. */
export const marketplaceSettings = section("A marketplace that runs on Mirakl.", {
  base_url: webAddress("Its address, without `/api`."),
  environment: oneOf("Whether its orders are real.", ["production", "development"]),
  service: z
    .string()
    .regex(/^[A-Za-z0-9]{1,40}$/, "may hold letters and digits, at most 40")
    .meta({
      description: "Its name in the audit of calls: `BestBuy`.",
      derived: "the section's name, capitalised",
    })
    .optional(),
  order_prefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,20}$/, "may hold letters, digits and . _ -, at most 20")
    .meta({ description: "Put before its order numbers to keep them apart; freezes at the first import." })
    .default(""),
  carrier_codes: textByKey('Its codes of our carriers: `{ canada-post = "CPCL" }`.').default({}),
  requests_per_minute: wholeNumber("Limit shared by all processes; 0 lifts it.", {
    min: 0,
    max: 100_000,
  }).default(100),
  list_orders_every_seconds: quantity(
    "Least time between two order lists (OR11); 0 lifts it.",
    86_400,
  ).default(60),
  fetch_overlap_minutes: quantity("How far each fetch reaches back before the last one.", 100_000).default(5),
  first_run_days: wholeNumber("How far the first fetch reaches back.", { min: 0, max: 3650 }).default(90),
  sweep_hours: quantity("How often every open order is read, whatever its date.", 10_000).default(24),
  shops: named("Its shops, by name.", shopSettings).default({}),
});
