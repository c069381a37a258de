import { ORDER_STATUSES } from "../../domain/order-lifecycle.ts";
import { type Command, command } from "../command.ts";
import { choice, flag, requiredText, requiredTexts, someOf, text, texts } from "../parameter.ts";
import { DRY_RUN, LIST_OPTIONS } from "./list-options.ts";

const ORDER = requiredText("ORDER", "Our id of the order, or the marketplace's.");

/** Looking at orders, and deciding about them. */
export const ORDER_COMMANDS: readonly Command[] = [
  command({
    path: "orders list",
    summary: "List orders with where they stand.",
    details: `Times are in UTC unless they name a zone; 12h and 3d mean from now.

  ops orders list --sort deadline --due-before 12h
  ops orders list --status label_failed,push_failed
  ops orders list --search "marie tremblay"
  ops orders list --csv > orders.csv`,
    options: {
      status: someOf(ORDER_STATUSES, "Only these statuses."),
      connection: text("NAME", "Only this shop: bestbuy/main."),
      held: flag("Only orders on which a hold stands."),
      failing: flag("Only orders with an open failure."),
      dueBefore: text("TIME", "Only orders that must ship before."),
      search: text("TEXT", "Part of an id, SKU, tracking number or name."),
      sort: choice(["newest", "oldest", "deadline"], "Order of the rows; newest first otherwise."),
      ...LIST_OPTIONS,
      csv: flag("Print all of them as CSV."),
    },
    load: async () => (await import("../commands/orders/list.ts")).listOrdersCommand,
  }),
  command({
    path: "orders late",
    summary: "List orders about to miss their shipping deadline, and why.",
    details: `An order must be with the carrier at the last collection before its deadline:
shipping.cut_off on shipping.working_days.

  ops orders late --json | jq '.orders[].order_id'`,
    load: async () => (await import("../commands/orders/late.ts")).lateOrders,
  }),
  command({
    path: "orders show",
    summary: "Show everything about an order: lines, parcels, timeline.",
    details: "  ops orders show 100-A",
    arguments: { order: ORDER },
    load: async () => (await import("../commands/orders/show.ts")).showOrder,
  }),
  command({
    path: "orders accept",
    summary: "Accept orders; without ids, those that need no person.",
    details: `The decision is sent at once and read back. --refuse-line refuses a line of the
one order that is named, and accepts the others.

  ops orders accept 100-A 101-A
  ops orders accept 100-A --refuse-line 100-A-2`,
    arguments: { orders: texts("ORDER", "Ids; none runs accept-orders.") },
    options: {
      refuseLine: texts("LINE", "Refuse this line, accept the rest."),
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/orders/decide.ts")).acceptNamedOrders,
  }),
  command({
    path: "orders refuse",
    summary: "Refuse orders.",
    details: "The marketplace cancels them; this cannot be taken back.\n\n  ops orders refuse 100-A",
    arguments: { orders: requiredTexts("ORDER", "Ids of the orders.") },
    options: DRY_RUN,
    load: async () => (await import("../commands/orders/decide.ts")).refuseOrders,
  }),
  command({
    path: "orders hold",
    summary: "Keep every workflow away from orders.",
    details: `  ops orders hold 100-A --note "the customer wants to change the address"
  ops orders hold 100-A --until 2d`,
    arguments: { orders: requiredTexts("ORDER", "Ids of the orders.") },
    options: {
      until: text("TIME", "End by itself then; otherwise it stands until released."),
      note: text("TEXT", "Why."),
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/orders/hold.ts")).holdOrders,
  }),
  command({
    path: "orders release",
    summary: "End holds, after showing what labels would cost.",
    details: `Without ids, every order that --reason holds.

  ops orders release --reason cutover --dry-run
  ops orders release 100-A 101-A --yes`,
    arguments: { orders: texts("ORDER", "Ids of the orders.") },
    options: {
      reason: text("WORD", "Only holds for this reason: cutover, manual, foreign_label."),
      yes: flag("Do not ask."),
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/orders/release.ts")).releaseHeldOrders,
  }),
  command({
    path: "orders adopt",
    summary: "Book labels bought elsewhere, so that none is bought again.",
    details: `The file's first line names its columns: order,carrier,number. When a line is
wrong nothing is adopted.

  ops orders adopt labels.csv --dry-run`,
    arguments: { file: requiredText("FILE", "A CSV file.") },
    options: DRY_RUN,
    load: async () => (await import("../commands/orders/adopt.ts")).adoptOrders,
  }),
];
