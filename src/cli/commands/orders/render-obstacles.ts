import type { OrderDetails } from "../../../reports/order-details.ts";
import { oneLine } from "../../output/one-line.ts";
import { nameList } from "../../output/table.ts";
import { momentText, retryText } from "../../output/time-text.ts";
import type { Page } from "./page.ts";

/** The holds that stand; those that ended are in the timeline. */
export function renderHolds({ holds }: OrderDetails, { screen, now }: Page): string {
  const { theme } = screen;
  return nameList(
    holds
      .filter((hold) => hold.stands)
      .map(({ reason, note, heldBy, heldAt, until }) => {
        const end = until === null ? "until it is released" : `until ${momentText(until, now)}`;
        const why = note === null ? "" : `: ${oneLine(note)}`;
        return [theme.warn(`held: ${reason}`), `by ${heldBy}, ${momentText(heldAt, now)}, ${end}${why}`];
      }),
    screen,
  );
}

/** Open failures with their next step. */
export function renderFailures({ failures }: OrderDetails, { screen, now }: Page): string {
  const { theme } = screen;
  return failures
    .filter((failure) => failure.resolvedAt === null)
    .map(({ failureId, processName, code, details, occurrences, lastAt, retryAt, hint }) => {
      const times = occurrences > 1 ? `, ${occurrences} times` : "";
      return [
        `${theme.bad(`Failure ${failureId}: ${processName} ${code}`)}${theme.dim(times)}\n`,
        nameList(
          [
            ["  what", oneLine(details)],
            ["  last", `${momentText(lastAt, now)}`],
            ["  again", retryAt === null ? "" : retryText(retryAt, now)],
            ["  hint", hint],
          ],
          screen,
        ),
      ].join("");
    })
    .join("\n");
}
