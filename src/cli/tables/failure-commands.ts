import { LABEL_ENDS } from "../../domain/shipment.ts";
import { type Command, command } from "../command.ts";
import { choice, flag, requiredText, text, texts } from "../parameter.ts";
import { DRY_RUN, LIST_OPTIONS } from "./list-options.ts";

const FILTERS = {
  process: text("NAME", "Only of this process: ShippingLabelCreation, TrackingUpdate, …"),
  code: text("CODE", "Only with this code: address_invalid, product_unknown, …"),
  connection: text("NAME", "Only of this shop: bestbuy/main."),
  order: text("ORDER", "Only about this order."),
};

const IDS = { ids: texts("ID", "Ids of failures; none with filters.") };
const RUN = { run: flag("Run a whole cycle afterwards.") };

/** The failure inbox. */
export const FAILURE_COMMANDS: readonly Command[] = [
  command({
    path: "failures list",
    summary: "List what failed, by cause.",
    details: `  ops failures list
  ops failures list --all --needs human
  ops failures list --code address_invalid --all`,
    options: {
      all: flag("One line for each failure."),
      ...FILTERS,
      needs: choice(["human", "retry"], "What they wait for: you, or another try by itself."),
      ...LIST_OPTIONS,
    },
    load: async () => (await import("../commands/failures/list.ts")).listFailuresCommand,
  }),
  command({
    path: "failures show",
    summary: "Show a failure: cause, facts, calls, next step.",
    details: "  ops failures show 7",
    arguments: { id: requiredText("ID", "Its number.") },
    load: async () => (await import("../commands/failures/show.ts")).showFailure,
  }),
  command({
    path: "failures retry",
    summary: "Try again what failed.",
    details: `A purchase in doubt is only looked up; a paused shop or carrier is resumed.

  ops failures retry 7 8
  ops failures retry --code product_unknown --run`,
    arguments: IDS,
    options: { ...FILTERS, ...RUN, ...DRY_RUN },
    load: async () => (await import("../commands/failures/retry.ts")).retryFailures,
  }),
  command({
    path: "failures resolve",
    summary: "Close failures whose cause you have dealt with.",
    details: `Their orders go on from where they stood. An orphaned label also needs --as:
kept when the parcel went with it, lost when nobody gets its price back.

  ops failures resolve 7 --note "corrected the address"
  ops failures resolve 9 --as refunded --note "refund 2204 asked for"`,
    arguments: IDS,
    options: {
      note: text("TEXT", "What was done, for the record. Needed."),
      as: choice(LABEL_ENDS, "What became of an orphaned label; for no other failure."),
      ...FILTERS,
      ...RUN,
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/failures/resolve.ts")).resolveFailures,
  }),
];
