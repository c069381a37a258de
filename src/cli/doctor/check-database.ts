import { checkDatabase } from "../../db/check.ts";
import { nameTarget } from "../../db/database-target.ts";
import { migrationStatus } from "../../db/migrate.ts";
import type { OpenDatabase } from "../../db/open-database.ts";
import { toOpsError } from "../../domain/errors.ts";
import type { CommandResources } from "../command-resources.ts";
import { countText } from "../output/count-text.ts";
import { bad, type Check, type Finding, failed, inArea, ok } from "./finding.ts";

interface DatabaseChecked {
  findings: Finding[];
  /** Whether the rest of the program can work with it. */
  isUsable: boolean;
}

/** Whether the database answers, fits this binary and keeps its rules. */
export async function checkDatabaseHealth({ database }: CommandResources): Promise<DatabaseChecked> {
  const checks: Check[] = [];
  try {
    const connection = await database({ migrate: false });
    checks.push(ok("server", serverText(connection)));
    const { applied, pending } = await migrationStatus(connection);
    const isCurrent = pending.length === 0;
    checks.push(
      ok(
        "schema",
        isCurrent
          ? `up to date: ${countText(applied.length, "migration")}`
          : `the next command applies ${pending.join(", ")}`,
      ),
    );
    if (isCurrent) checks.push(...(await checkRules(connection)));
    return { findings: inArea("database", checks), isUsable: true };
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "bug") throw error;
    return { findings: inArea("database", [...checks, failed("server", error)]), isUsable: false };
  }
}

const serverText = ({ target, embedded }: OpenDatabase): string =>
  embedded ? `embedded PostgreSQL ${embedded.version}, ${nameTarget(target)}` : nameTarget(target);

const MOST_TOLD = 5;

async function checkRules(connection: OpenDatabase): Promise<Check[]> {
  const findings = await checkDatabase(connection);
  if (findings.length === 0) return [ok("rules", "every status is what the history says last")];
  return findings.slice(0, MOST_TOLD).map(({ message, orderId }) =>
    bad("rules", {
      detail: orderId === null ? message : `order ${orderId}: ${message}`,
      next: "ops db check",
    }),
  );
}
