import type { Outcomes } from "../attempt-each.ts";
import type { Screen } from "./screen.ts";
import { nameList } from "./table.ts";

export interface ShownOutcomes extends Outcomes {
  dryRun: boolean;
}

/** A line for each thing that was done or not, and what to do about the latter. */
export function renderOutcomes({ done, failed, dryRun }: ShownOutcomes, screen: Screen): string {
  const { theme } = screen;
  const hints = [...new Set(failed.map(({ hint }) => hint))];
  return [
    nameList(
      [
        ...done.map(({ id, what }) => [`${theme.ok("✓")} ${id}`, what] as const),
        ...failed.map(({ id, message }) => [`${theme.bad("✗")} ${id}`, message] as const),
      ],
      screen,
    ),
    nameList(
      hints.map((hint) => [theme.accent("next:"), hint] as const),
      screen,
    ),
    dryRun ? theme.dim("Nothing was changed.\n") : "",
  ].join("");
}
