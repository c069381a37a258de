import { type Command, command } from "../command.ts";
import { flag, requiredText } from "../parameter.ts";
import { DRY_RUN } from "./list-options.ts";

/** What is removed, and when. */
export const RETENTION_COMMANDS: readonly Command[] = [
  command({
    path: "prune",
    summary: "Remove what is older than the settings keep.",
    details: `[retention] says how long. Where orders stand, and what they came to, stays
for ever; nothing goes of orders that neither ended nor were shipped. May be
interrupted, and run again.

  ops prune --dry-run
  30 3 * * *  ops prune --workspace /srv/shop --quiet`,
    options: DRY_RUN,
    load: async () => (await import("../commands/prune.ts")).pruneCommand,
  }),
  command({
    path: "privacy erase",
    summary: "Remove a person from every row, payload, label and message.",
    details: `Orders stay with their amounts, dates and statuses; readings do not bring the
person back. Backups, and what marketplace and carrier keep, are yours to deal
with.

  ops privacy erase 100-A --dry-run
  ops privacy erase Customer_id_001 --yes`,
    arguments: {
      customer: requiredText("CUSTOMER", "The marketplace's id of a customer, or an order's id."),
    },
    options: { yes: flag("Do not ask."), ...DRY_RUN },
    load: async () => (await import("../commands/privacy/erase.ts")).erase,
  }),
];
