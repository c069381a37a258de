import { type CheckFinding, checkDatabase } from "../../../db/check.ts";
import type { CommandRun } from "../../command.ts";
import type { Screen } from "../../output/screen.ts";
import { table } from "../../output/table.ts";

/** Proves the database's invariants; exit status 1 when one is broken. */
export async function checkDatabaseCommand({ output, database }: CommandRun<unknown>): Promise<number> {
  const findings = await checkDatabase(await database());
  await output.result({ findings }, (data, screen) => render(data.findings, screen));
  return findings.length > 0 ? 1 : 0;
}

function render(findings: CheckFinding[], screen: Screen): string {
  if (findings.length === 0) return `${screen.theme.ok("All is well:")} every rule of the database holds.\n`;
  const columns = [{ title: "CHECK" }, { title: "ORDER" }, { title: "FINDING", flexible: true }];
  const rows = findings.map(({ check, orderId, message }) => [check, orderId ?? "-", message]);
  return table(columns, rows, screen);
}
