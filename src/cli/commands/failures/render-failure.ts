import { LABEL_ENDS } from "../../../domain/shipment.ts";
import type { FailureDetails } from "../../../reports/failure-details.ts";
import { oneLine } from "../../output/one-line.ts";
import type { Screen } from "../../output/screen.ts";
import { nameList } from "../../output/table.ts";
import { momentText, retryText } from "../../output/time-text.ts";
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
        ["first", `${momentText(failure.firstAt, now)}`],
        [
          "last",
          `${momentText(failure.lastAt, now)}${occurrences > 1 ? `, ${occurrences} times in all` : ""}`,
        ],
        ["ship by", order?.shippingDeadline ? `${momentText(order.shippingDeadline, now)}` : ""],
        ["again", failure.retryAt === null ? "" : retryText(failure.retryAt, now)],
        ["closed", resolvedAt === null ? "" : `${momentText(resolvedAt, now)} by ${failure.resolvedBy}`],
        ["as", failure.resolution ?? ""],
      ],
      screen,
    ),
    facts.length > 0 ? `\n${theme.dim("facts")}\n${nameList(facts, screen)}` : "",
    failure.calls.length > 0 ? `\n${apiCallsTable(failure.calls, { screen, now })}` : "",
    resolvedAt === null ? `\n${steps(failure, screen)}` : "",
  ].join("");
}

/** What a person can type, where each does what the failure asks for. */
function steps(failure: FailureDetails, screen: Screen): string {
  const { failureId, relatedId, order, hint } = failure;
  const see = order === null ? "" : `ops orders show ${relatedId}`;
  return nameList([["hint", hint], ["see", see], ...decisions(failure, failureId)], screen);
}

function decisions({ processName, code, relatedId }: FailureDetails, failureId: number): [string, string][] {
  const close = `ops failures resolve ${failureId}`;
  if (processName === "LabelOrphaned")
    return [["close", `${close} --as ${LABEL_ENDS.join("|")} --note "what was done"`]];
  const again: [string, string] = ["again", `ops failures retry ${failureId} --run`];
  if (code === "look_ups_used_up")
    return [
      ["found", `ops labels found ${relatedId} NUMBER`],
      ["missing", `ops labels missing ${relatedId}`],
      again,
    ];
  if (code === "number_contested") return [["close", `${close} --note "what was done"`]];
  return [again, ["close", `${close} --note "what was done"`]];
}
