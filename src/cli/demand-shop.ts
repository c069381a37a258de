import { join } from "node:path";
import { OpsError } from "../domain/errors.ts";
import type { Config } from "../platform/config/config.ts";

/** Settings that were emptied by accident would do nothing for ever, and with success. @throws `bad_settings` */
export function demandShop({ connections, workspace }: Config): void {
  if (connections.length > 0) return;
  throw new OpsError(
    "bad_settings",
    `No shop is set up in ${join(workspace, "ops.toml")}: there is no work.`,
    {
      hint: "Add a marketplace with a shop to it; `ops init` makes a new one, and `ops config show` prints what is in force.",
    },
  );
}
