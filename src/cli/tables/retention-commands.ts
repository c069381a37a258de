import { type Command, command } from "../command.ts";
import { DRY_RUN } from "./list-options.ts";

/** What is removed, and when. */
export const RETENTION_COMMANDS: readonly Command[] = [
  command({
    path: "prune",
    summary: "Remove what is older than the settings keep.",
    details: `[retention] says how long. Where orders stand, and what they came to, stays for ever.

  ops prune --dry-run
  30 3 * * *  ops prune --workspace /srv/shop --quiet`,
    options: DRY_RUN,
    load: async () => (await import("../commands/prune.ts")).prune,
  }),
];
