import type { FailureGroup, FailureListing } from "../../../reports/failures-inbox.ts";
import { nextPage } from "../../output/next-page.ts";
import { oneLine } from "../../output/one-line.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, nameList, table } from "../../output/table.ts";
import { relativeText, retryText } from "../../output/time-text.ts";

export interface FailureCauses {
  groups: FailureGroup[];
  /** Examples of each are taken from here. */
  failures: FailureListing[];
}

interface FailureList extends FailureCauses {
  next: string | null;
}

interface FailureView {
  screen: Screen;
  now: Date;
}

interface Inbox extends FailureView {
  isFiltered: boolean;
}

const NOTHING = "Nothing failed";

function empty({ isFiltered, screen }: Inbox): string {
  if (isFiltered) return `${NOTHING} that is like that.\n`;
  return `${screen.theme.ok(`${NOTHING}.`)}\n${screen.theme.accent("next:")} ops orders list --sort deadline\n`;
}

/** Deadlines that are over need no arithmetic to be alarming. */
const deadlineColumn = ({ screen }: FailureView): Column => ({
  title: "SHIP BY",
  paint: (text) => (text.endsWith("ago") ? screen.theme.bad(text) : text),
});

const deadline = (at: Date | null, { now }: FailureView): string =>
  at === null ? "-" : relativeText(at, now);

/** A block for each cause: how many, how urgent, an example in its own words, what to do. */
export const causeBlocks = ({ groups, failures }: FailureCauses, inbox: FailureView): string =>
  groups.map((group) => groupText(group, { failures, inbox })).join("\n");

/** The inbox by cause, and what to do with it. */
export function renderFailureGroups(list: FailureList, inbox: Inbox): string {
  const { groups } = list;
  if (groups.length === 0) return empty(inbox);
  const { theme } = inbox.screen;
  return [
    causeBlocks(list, inbox),
    "\n",
    `${theme.accent("one by one:")}  ops failures list --all\n`,
    `${theme.accent("try again:")}   ops failures retry --code ${groups[0]?.code} --run\n`,
  ].join("");
}

interface GroupContext {
  failures: FailureListing[];
  inbox: FailureView;
}

const EXAMPLES = 5;

function groupText(group: FailureGroup, { failures, inbox }: GroupContext): string {
  const { screen, now } = inbox;
  const { theme } = screen;
  const mine = failures.filter(({ process, code }) => process === group.process && code === group.code);
  const shown = mine.slice(0, EXAMPLES).map(({ relatedId }) => relatedId);
  const more = group.failures > shown.length ? `, and ${group.failures - shown.length} more` : "";
  const again = mine.find(({ retryAt }) => retryAt !== null)?.retryAt ?? null;
  const title = `${group.failures} × ${group.process} ${group.code}`;
  return [
    `${again === null ? theme.bad(title) : theme.warn(title)}\n`,
    nameList(
      [
        ["  which", `${shown.join(", ")}${more}`],
        ["  what", oneLine(mine[0]?.details ?? "")],
        [
          "  ship by",
          group.nearestDeadline === null
            ? ""
            : `${relativeText(group.nearestDeadline, now)}${group.failures > 1 ? ", the first" : ""}`,
        ],
        ["  since", relativeText(group.firstAt, now)],
        ["  again", again === null ? "" : retryText(again, now)],
        ["  hint", group.hint],
      ],
      screen,
    ),
  ].join("");
}

/** A line for each failure. */
export function renderFailureRows({ failures, next }: FailureList, inbox: Inbox): string {
  if (failures.length === 0) return empty(inbox);
  const { screen, now } = inbox;
  const { theme } = screen;
  const columns: Column[] = [
    { title: "ID", align: "right" },
    { title: "WHICH" },
    { title: "CODE" },
    deadlineColumn(inbox),
    { title: "NEEDS", paint: (text) => (text === "you" ? theme.bad(text) : theme.dim(text)) },
    { title: "WHAT", flexible: true },
  ];
  const rows = failures.map((failure) => [
    String(failure.failureId),
    failure.relatedId,
    failure.code,
    deadline(failure.shippingDeadline, inbox),
    failure.retryAt === null ? "you" : failure.retryAt <= now ? "a run" : relativeText(failure.retryAt, now),
    failure.details,
  ]);
  return `${table(columns, rows, screen)}\n${nextPage(next, screen)}${theme.accent("next:")} ops failures show ID\n`;
}
