import { type Command, command } from "../command.ts";
import { choice, flag, requiredText, requiredTexts, text } from "../parameter.ts";
import { DRY_RUN, LIST_OPTIONS } from "./list-options.ts";

const ORDER = requiredText("ORDER", "Our id of the order, or the marketplace's.");

/** Labels that were bought, and purchases of which nobody knows. */
export const LABEL_COMMANDS: readonly Command[] = [
  command({
    path: "labels list",
    summary: "List labels with what they cost.",
    details: "  ops labels list --since 1d",
    options: {
      order: text("ORDER", "Only those of this order."),
      connection: text("NAME", "Only this shop: bestbuy/main."),
      ended: flag("Only those that were voided or refunded."),
      since: text("TIME", "Only those bought since: 2026-03-05, or 7d ago as 7d."),
      ...LIST_OPTIONS,
    },
    load: async () => (await import("../commands/labels/list.ts")).listLabelsCommand,
  }),
  command({
    path: "labels open",
    summary: "Show the label of an order, or say where its file is.",
    details: `On a terminal the system's viewer shows it. The file is compared with what was
bought; exit status 1 when it differs.

  ops labels open 100-A
  lp "$(ops labels open 100-A | head -1)"`,
    arguments: { order: ORDER },
    load: async () => (await import("../commands/labels/open.ts")).openLabel,
  }),
  command({
    path: "labels found",
    summary: "Say that the carrier has the label of a purchase in doubt.",
    details: `The carrier is asked for it, and its label file is fetched by the next run. Also
gives the right number to a label whose number another order has.

  ops labels found 100-A 7023210039414604`,
    arguments: { order: ORDER, number: requiredText("NUMBER", "Its tracking number.") },
    options: {
      withoutLabel: flag("Book it although the carrier does not show it: without a label file."),
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/labels/settle-doubt.ts")).foundLabel,
  }),
  command({
    path: "labels missing",
    summary: "Say that the carrier has no label: another may be bought.",
    details: `The carrier is asked first: what it shows by now is to be booked instead. If it
has one after all, a second label is bought and paid for. Where it has said
that it has had the request, may still be at it, or cannot be asked, --yes
alone is not enough.

  ops labels missing 100-A`,
    arguments: { order: ORDER },
    options: {
      yes: flag("Do not ask."),
      despiteCarrier: flag("Also where the carrier says otherwise, or cannot be asked."),
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/labels/settle-doubt.ts")).missingLabel,
  }),
  command({
    path: "labels disown",
    summary: "Say that a label is not the order's own.",
    details: `For a number that was adopted or found for the wrong order: the order whose
purchase got it goes on with it. Or for a label whose number another order
has: it is given up, to be refunded. The order itself needs a label again.

  ops labels disown 100-A`,
    arguments: { order: ORDER },
    options: { yes: flag("Do not ask."), ...DRY_RUN },
    load: async () => (await import("../commands/labels/disown.ts")).disownLabelCommand,
  }),
  command({
    path: "labels ended",
    summary: "Say that a label was voided or refunded at the carrier.",
    details: `The carrier is asked first: one that it has as live is not ended. An order that
still needs a label gets another; about one that is shipped you are asked.

  ops labels ended 100-A --as refunded`,
    arguments: { order: ORDER },
    options: {
      as: choice(["voided", "refunded"], "What the carrier has done with it. Needed."),
      yes: flag("Do not ask."),
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/labels/ended.ts")).endedLabel,
  }),
  command({
    path: "labels packed",
    summary: "Say that parcels are packed.",
    details: `Where shipping.push_when is "packed", their numbers are told from then on.

  ops labels packed 100-A 101-A`,
    arguments: { orders: requiredTexts("ORDER", "Ids of the orders.") },
    options: DRY_RUN,
    load: async () => (await import("../commands/labels/packed.ts")).packedLabels,
  }),
];
