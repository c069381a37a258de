import type { PauseRow } from "../db/stores/pauses.ts";
import { relativeText } from "./output/time-text.ts";

/** Who stopped it and since when: `by ada, 2 d ago`. */
export const pausedText = (
  { pausedBy, pausedAt }: Pick<PauseRow, "pausedBy" | "pausedAt">,
  now: Date,
): string => `by ${pausedBy}, ${relativeText(pausedAt, now)}`;
