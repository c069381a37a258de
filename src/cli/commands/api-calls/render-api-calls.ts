import type { ApiCallListing } from "../../../reports/api-calls.ts";
import { nextPage } from "../../output/next-page.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";
import { secondText } from "../../output/time-text.ts";

const YEAR = "2026-".length;

/** `503 in 120 ms, attempt 2: The service has trouble.` */
export function answerText({ statusCode, durationMs, attempt, error }: ApiCallListing): string {
  const which = attempt > 1 ? `, attempt ${attempt}` : "";
  return `${statusCode ?? "no answer"} in ${durationMs} ms${which}${error === null ? "" : `: ${error}`}`;
}

/** A line for each call: when, what, about what, and what came back. */
export function apiCallsTable(calls: readonly ApiCallListing[], screen: Screen): string {
  const { theme } = screen;
  const columns: Column[] = [
    { title: "ID", align: "right" },
    { title: "WHEN (UTC)", paint: theme.dim },
    { title: "WHAT", paint: (text) => (text.startsWith("✗") ? theme.bad(text) : text) },
    { title: "ABOUT" },
    { title: "ANSWER", flexible: true },
  ];
  const rows = calls.map((call) => [
    String(call.callId),
    secondText(call.calledAt).slice(YEAR),
    `${call.isSuccess ? "✓" : "✗"} ${call.service} ${call.endpoint}`,
    call.relatedId ?? "-",
    answerText(call),
  ]);
  return table(columns, rows, screen);
}

export function renderApiCalls(
  { calls, next }: { calls: ApiCallListing[]; next: string | null },
  screen: Screen,
): string {
  if (calls.length === 0) return "There are no such calls.\n";
  const { theme } = screen;
  return `${apiCallsTable(calls, screen)}\n${nextPage(next, screen)}${theme.accent("next:")} ops api-calls show ID\n`;
}
