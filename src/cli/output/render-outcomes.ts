import type { Outcomes } from "../attempt-each.ts";
import type { Screen } from "./screen.ts";
import { nameList } from "./table.ts";

export interface ShownOutcomes extends Outcomes {
  dryRun: boolean;
}

type Row = readonly [name: string, text: string];

/** More lines of what went well would push what did not off the screen. */
const MOST_DONE_SHOWN = 10;

/** What was done, as a count where it is much; each thing that was not, and what to do about it. */
export function renderOutcomes(outcomes: ShownOutcomes, screen: Screen): string {
  const { done, dryRun } = outcomes;
  if (done.length <= MOST_DONE_SHOWN) return renderEachOutcome(outcomes, screen);
  const row: Row = [`${screen.theme.ok("✓")} ${done.length}`, dryRun ? "would be done" : "done"];
  return render([row], outcomes, screen);
}

/** A line for each thing that was done or not, and what to do about the latter. */
export const renderEachOutcome = (outcomes: ShownOutcomes, screen: Screen): string =>
  render(
    outcomes.done.map(({ id, what }) => [`${screen.theme.ok("✓")} ${id}`, what]),
    outcomes,
    screen,
  );

function render(done: Row[], { failed, dryRun }: ShownOutcomes, screen: Screen): string {
  const { theme } = screen;
  const hints = [...new Set(failed.map(({ hint }) => hint))];
  return [
    nameList(
      [...done, ...failed.map(({ id, message }): Row => [`${theme.bad("✗")} ${id}`, message])],
      screen,
    ),
    nameList(
      hints.map((hint): Row => [theme.accent("next:"), hint]),
      screen,
    ),
    dryRun ? theme.dim("Nothing was changed.\n") : "",
  ].join("");
}
