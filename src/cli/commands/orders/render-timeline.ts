import type { OrderDetails } from "../../../reports/order-details.ts";
import type { TimelineEntry } from "../../../reports/order-timeline.ts";
import { statusPaint } from "../../output/status-paint.ts";
import { type Column, table } from "../../output/table.ts";
import { secondText } from "../../output/time-text.ts";
import type { Page } from "./page.ts";

/** In front of what happened: a new status, something that was done, a call outside. */
const MARKS: Readonly<Record<TimelineEntry["kind"], string>> = { status: "●", operation: "·", call: "→" };

/** Wide enough for who did it as well. */
const WIDE = 100;
const YEAR = "2026-".length;

/** What happened to an order, oldest first. */
export function renderTimeline({ timeline }: OrderDetails, { screen }: Page): string {
  const { theme, width } = screen;
  const wide = width === null || width >= WIDE;
  const columns: Column[] = [
    { title: "WHEN (UTC)", paint: theme.dim },
    { title: "WHAT", paint: (text) => paintWhat(text, { screen }) },
    ...(wide ? [{ title: "WHO", flexible: true, paint: theme.dim }] : []),
    { title: "HOW", flexible: true },
  ];
  const rows = timeline.entries.map((entry) => [
    wide ? secondText(entry.at) : secondText(entry.at).slice(YEAR),
    `${entry.outcome === "ERROR" ? "✗" : MARKS[entry.kind]} ${entry.what}`,
    ...(wide ? [entry.actor ?? ""] : []),
    entry.message ?? "",
  ]);
  const cut = timeline.isCut ? theme.dim("Older calls are left out: see `ops api-calls list`.\n") : "";
  return `${table(columns, rows, screen)}${cut}`;
}

function paintWhat(text: string, { screen }: Pick<Page, "screen">): string {
  if (text.startsWith("✗")) return screen.theme.bad(text);
  if (text.startsWith(MARKS.call)) return screen.theme.dim(text);
  return text.startsWith(MARKS.status) ? statusPaint(screen)(screen.theme.heading(text)) : text;
}
