import type { ApiCallDetails } from "../../../reports/api-calls.ts";
import { callAnswer } from "../../../reports/call-answer.ts";
import { oneLine } from "../../output/one-line.ts";
import type { Screen } from "../../output/screen.ts";
import { nameList } from "../../output/table.ts";
import { secondText } from "../../output/time-text.ts";

/** The page of a call: what, to where, what was sent, what came back. */
export function renderApiCall(call: ApiCallDetails, { screen, now }: { screen: Screen; now: Date }): string {
  const { theme } = screen;
  return [
    `${theme.heading(`Call ${call.callId}: ${call.service} ${call.endpoint}`)}  ${outcomeText(call, screen)}\n\n`,
    nameList(
      [
        ["about", call.relatedId ?? ""],
        ["when", `${secondText(call.calledAt)} UTC`],
        ["request", `${call.method} ${call.url}`],
        ["answer", callAnswer(call, now)],
      ],
      screen,
    ),
    bodyText("sent", { body: call.requestPayload, screen }),
    bodyText("came back", { body: call.responseBody, screen }),
  ].join("");
}

function outcomeText({ isSuccess }: ApiCallDetails, { theme }: Screen): string {
  if (isSuccess === null) return theme.warn("no answer recorded");
  return isSuccess ? theme.ok("succeeded") : theme.bad("failed");
}

function bodyText(title: string, { body, screen }: { body: unknown; screen: Screen }): string {
  if (body === null || body === "") return "";
  const lines = readable(body).split("\n").map(keepIndent).join("\n");
  return `\n${screen.theme.dim(title)}\n${lines.trimEnd()}\n`;
}

/** JSON in lines; XML and everything else as it came. */
function readable(body: unknown): string {
  if (typeof body !== "string") return JSON.stringify(body, null, 2);
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Not JSON: then it is shown as it is.
    return body;
  }
}

function keepIndent(line: string): string {
  const text = line.trimStart();
  return " ".repeat(line.length - text.length) + oneLine(text);
}
