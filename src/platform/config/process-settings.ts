import { z } from "zod";
import { isTimeZone } from "../cron.ts";
import { Secret } from "../secret.ts";
import { oneOf, quantity, section, text, waits, wholeNumber } from "./schema-values.ts";

/** Settings of the process itself: where it keeps things, how it speaks, how it works. */
export const processSettings = {
  database: section("The PostgreSQL that holds everything. Without `url`, ops runs its own.", {
    url: z
      .instanceof(Secret)
      .refine((url) => /^postgres(ql)?:\/\/./.test(url.reveal()), "must begin with postgres://")
      .meta({
        description: "Connection string of an external PostgreSQL: `postgres://user:password@host/name`.",
        type: "secret",
      })
      .optional(),
    data_folder: text("Where the embedded PostgreSQL keeps its data.", 1000).default(".ops/postgres"),
    cache_folder: text("Where the embedded PostgreSQL's programs are unpacked once.", 1000)
      .meta({
        description: "Where the embedded PostgreSQL's programs are unpacked once.",
        derived: "the user's cache folder",
      })
      .optional(),
    pool_size: wholeNumber("Connections per process.", { min: 1, max: 200 }).default(10),
  }).prefault({}),

  labels: section("Shipping labels.", {
    folder: text("Folder in which label files are stored.", 1000).default("labels"),
  }).prefault({}),

  log: section("What is written to standard error while working.", {
    level: oneOf("Least severe message that is written.", ["debug", "info", "warn", "error"]).default("info"),
    format: oneOf("`text` for people, `json` for log collectors.", ["text", "json"]).default("text"),
  }).prefault({}),

  http: section("Calls to marketplaces and carriers.", {
    connect_timeout_seconds: quantity("Time to reach the other side.", 600).default(10),
    timeout_seconds: quantity(
      "Time for a whole answer, where a service has no time-out of its own.",
      3600,
    ).default(60),
    attempts: wholeNumber("Attempts inside one run for calls that may be repeated.", {
      min: 1,
      max: 10,
    }).default(3),
    backoff_seconds: waits("Waits between those attempts; the last one repeats.").default([1, 2]),
  }).prefault({}),

  engine: section("How work is done and done again.", {
    concurrency: wholeNumber("Orders worked on at once by each workflow.", { min: 1, max: 100 }).default(8),
    retry_after_minutes: waits(
      "When a failed order is tried again by itself; after the last wait it needs a person.",
      { least: 0 },
    ).default([4, 8, 16]),
    deadline_near_minutes: quantity(
      "A person is told at once of a failure this close to the order's shipping deadline, while it is tried again.",
    ).default(240),
    cycle_wait_seconds: quantity(
      "How long one `ops run` waits for confirmations and look-ups that are due soon.",
      86_400,
    ).default(180),
  }).prefault({}),

  acceptance: section("Accepting orders.", {
    mode: oneOf(
      "`auto` accepts every order; `guarded` those with known products, small quantities and enough imported stock; `manual` none.",
      ["auto", "guarded", "manual"],
    ).default("auto"),
    max_quantity: wholeNumber("Largest quantity of a line that `guarded` accepts.", {
      min: 1,
      max: 1_000_000,
    }).default(10),
    validation_tries: wholeNumber(
      "How often an acceptance is read back before it counts as failed; one whose answer was lost is sent again after two.",
      {
        min: 1,
        max: 100,
      },
    ).default(5),
    validation_wait_seconds: waits("Wait before each of those reads; the last one repeats.").default([
      5, 15, 30, 60, 120,
    ]),
  }).prefault({}),

  shipping: section("Buying labels and telling the marketplace.", {
    default_parcel: section(
      "Parcel of products that are not in the catalogue; without it they wait for a person.",
      {
        weight_grams: wholeNumber("Weight of one unit.", { min: 1, max: 1_000_000 }),
        length_mm: wholeNumber("Longest side.", { min: 1, max: 10_000 }),
        width_mm: wholeNumber("Second side.", { min: 1, max: 10_000 }),
        height_mm: wholeNumber("Shortest side.", { min: 1, max: 10_000 }),
      },
    ).optional(),
    cut_off: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 16:00")
      .meta({
        description: "When the carrier takes the day's last parcels, on the clocks of `time_zone`.",
      })
      .default("16:00"),
    time_zone: text("Where the cut-off is read: `America/Toronto`.", 100)
      .refine(isTimeZone, "must be a time zone such as America/Toronto")
      .default("America/Toronto"),
    working_days: z
      .array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
      .min(1)
      .meta({ description: "Days on which the carrier takes parcels." })
      .default(["mon", "tue", "wed", "thu", "fri"]),
    push_when: oneOf("When the tracking number goes to the marketplace.", [
      "label",
      "packed",
      "manifest",
    ]).default("label"),
    max_labels_per_day: wholeNumber(
      "Labels bought per shop and day (UTC) before its buying stops until the next; left out: no limit.",
      {
        min: 1,
        max: 1_000_000,
      },
    ).optional(),
    confirm_tries: wholeNumber("How often a shipped order is read back before it counts as failed.", {
      min: 1,
      max: 100,
    }).default(5),
    confirm_wait_seconds: waits("Wait before each of those reads; the last one repeats.").default([
      5, 15, 30, 60, 120,
    ]),
    freshness_minutes: quantity(
      "A label is bought only for an order that was read within this time.",
    ).default(5),
  }).prefault({}),

  in_doubt: section("Label purchases whose answer was lost.", {
    look_up_delays_seconds: waits("Wait before each look-up of the purchase at the carrier.").default([
      2, 10, 30, 120,
    ]),
    rounds: wholeNumber(
      "Rounds of look-ups: after each but the last the same request is posted again, where the carrier guards against duplicates. Then a person is asked.",
      { min: 1, max: 10 },
    ).default(4),
  }).prefault({}),
};
