import type { FailureDetails } from "../../../reports/failure-details.ts";
import { oneLine } from "../../output/one-line.ts";
import type { Screen } from "../../output/screen.ts";
import { nameList } from "../../output/table.ts";
import { momentText } from "../../output/time-text.ts";
import { apiCallsTable } from "../api-calls/render-api-calls.ts";

/** The page of a failure: what, which, since when, what was sent and answered, what to do. */
export function renderFailure(
  failure: FailureDetails,
  { screen, now }: { screen: Screen; now: Date },
): string {
  const { theme } = screen;
  const { failureId, processName, code, kind, relatedId, details, occurrences, order, resolvedAt } = failure;
  const state = resolvedAt === null ? theme.bad("open") : theme.ok("closed");
  const facts = Object.entries(failure.payload).flatMap(([name, value]) =>
    value === null || typeof value === "object" ? [] : [[`  ${name}`, oneLine(String(value))] as const],
  );
  return [
    `${theme.heading(`Failure ${failureId}: ${processName} ${code}`)}  ${state}\n\n`,
    nameList(
      [
        ["which", `${relatedId}${order === null ? "" : `, ${order.status ?? order.marketplaceState}`}`],
        ["what", oneLine(details)],
        ["kind", kind],
        ["first", `${momentText(failure.firstAt, now)} UTC`],
        [
          "last",
          `${momentText(failure.lastAt, now)} UTC${occurrences > 1 ? `, ${occurrences} times in all` : ""}`,
        ],
        ["ship by", order?.shippingDeadline ? `${momentText(order.shippingDeadline, now)} UTC` : ""],
        ["again", failure.retryAt === null ? "" : `${momentText(failure.retryAt, now)} UTC, by itself`],
        ["closed", resolvedAt === null ? "" : `${momentText(resolvedAt, now)} UTC by ${failure.resolvedBy}`],
        ["as", failure.resolution ?? ""],
      ],
      screen,
    ),
    facts.length > 0 ? `\n${theme.dim("facts")}\n${nameList(facts, screen)}` : "",
    failure.calls.length > 0 ? `\n${apiCallsTable(failure.calls, screen)}` : "",
    resolvedAt === null ? `\n${steps(failure, screen)}` : "",
  ].join("");
}

function steps({ failureId, relatedId, processName, order, hint }: FailureDetails, screen: Screen): string {
  const again = processName === "LabelOrphaned" ? "" : `ops failures retry ${failureId} --run`;
  const resolved = processName === "LabelOrphaned" ? " --as voided" : "";
  return nameList(
    [
      ["hint", hint],
      ["see", order === null ? "" : `ops orders show ${relatedId}`],
      ["again", again],
      ["close", `ops failures resolve ${failureId}${resolved} --note "what was done"`],
    ],
    screen,
  );
}
