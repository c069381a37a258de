import type { SlotListing } from "../../reports/list-slots.ts";
import type { Screen } from "../output/screen.ts";

/** `caught up`, in the colour of what it means. */
export function outcomeText(outcome: SlotListing["outcome"], { theme }: Screen): string {
  const paint = {
    ran: theme.ok,
    caught_up: theme.ok,
    failed: theme.bad,
    skipped: theme.warn,
    running: theme.accent,
  };
  return paint[outcome](outcome.replace("_", " "));
}
