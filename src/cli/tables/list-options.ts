import { flag, integer, text } from "../parameter.ts";

/** What every long list takes. */
export const LIST_OPTIONS = {
  limit: integer("Rows at most.", { min: 1, max: 1000, fallback: 50 }),
  after: text("PLACE", "Go on where a page ended: the `next` of the page before."),
};

/** What every command takes that changes something. */
export const DRY_RUN = { dryRun: flag("Only say what would be done.") };
