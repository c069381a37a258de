import type { ApiCallListing } from "../../../reports/api-calls.ts";
import { callAnswer } from "../../../reports/call-answer.ts";
import { nextPage } from "../../output/next-page.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";
import { secondText } from "../../output/time-text.ts";

const YEAR = "2026-".length;

/** In front of what was called: whether it went well, null where no answer was recorded. */
const mark = ({ isSuccess }: ApiCallListing) => (isSuccess === null ? "?" : isSuccess ? "✓" : "✗");

/** A line for each call: when, what, about what, and what came back. */
export function apiCallsTable(
  calls: readonly ApiCallListing[],
  { screen, now }: { screen: Screen; now: Date },
): string {
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
    `${mark(call)} ${call.service} ${call.endpoint}`,
    call.relatedId ?? "-",
    callAnswer(call, now),
  ]);
  return table(columns, rows, screen);
}

export function renderApiCalls(
  { calls, next }: { calls: ApiCallListing[]; next: string | null },
  page: { screen: Screen; now: Date },
): string {
  if (calls.length === 0) return "There are no such calls.\n";
  const { screen } = page;
  const { theme } = screen;
  return `${apiCallsTable(calls, page)}\n${nextPage(next, screen)}${theme.accent("next:")} ops api-calls show ID\n`;
}
