import type { RateBudget } from "../platform/http/http-request.ts";

const clockTime = (at: Date): string =>
  `${at.toISOString().slice("YYYY-MM-DDT".length, -".000Z".length)} UTC`;

/** What a run waits for when it has sent something whose outcome does not show yet, or tries something again soon. */
export const answerWaitText = (until: Date): string =>
  `Until ${clockTime(until)}: waiting for what was sent or is tried again.`;

/** Why nothing happens: `Until 10:25:01 UTC: bestbuy/main takes 1 call (OR11) in 60 s.` */
export function budgetWaitText({ key, points, seconds }: RateBudget, until: Date): string {
  const [, partner, operation] = key.split(":");
  const calls = `${points} ${points === 1 ? "call" : "calls"}${operation ? ` (${operation})` : ""}`;
  return `Until ${clockTime(until)}: ${partner} takes ${calls} in ${seconds} s.`;
}
