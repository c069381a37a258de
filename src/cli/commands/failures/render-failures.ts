import { canBeRetried } from "../../../domain/can-be-retried.ts";
import type { FailureGroup, FailureListing } from "../../../reports/failures-inbox.ts";
import { nextPage } from "../../output/next-page.ts";
import { oneLine } from "../../output/one-line.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, nameList, table } from "../../output/table.ts";
import { relativeText, retryText } from "../../output/time-text.ts";

interface FailurePage {
  failures: FailureListing[];
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
export const causeBlocks = (groups: FailureGroup[], view: FailureView): string =>
  groups.map((group) => groupText(group, view)).join("\n");

/** The inbox by cause, and what to do with it. */
export function renderFailureGroups(groups: FailureGroup[], inbox: Inbox): string {
  if (groups.length === 0) return empty(inbox);
  const { theme } = inbox.screen;
  const again = groups.find(canBeRetried);
  return [
    causeBlocks(groups, inbox),
    "\n",
    `${theme.accent("one by one:")}  ops failures list --all\n`,
    again ? `${theme.accent("try again:")}   ops failures retry --code ${again.code} --run\n` : "",
  ].join("");
}

function groupText(group: FailureGroup, { screen, now }: FailureView): string {
  const { theme } = screen;
  const { failures, human, examples, newest, nearestDeadline, retryAt } = group;
  const more = failures - examples.length;
  const title = `${failures} × ${group.process} ${group.code}`;
  const first = failures > 1 ? ", the first" : "";
  return [
    `${human > 0 ? theme.bad(title) : theme.warn(title)}\n`,
    nameList(
      [
        ["  which", `${examples.join(", ")}${more > 0 ? `, and ${more} more` : ""}`],
        ["  need", human > 0 && human < failures ? `${human} you, ${failures - human} another try` : ""],
        ["  what", oneLine(failures > 1 ? `${newest}: ${group.details}` : group.details)],
        ["  ship by", nearestDeadline === null ? "" : `${relativeText(nearestDeadline, now)}${first}`],
        ["  seen", seenText(group, now)],
        ["  again", retryAt === null ? "" : `${retryText(retryAt, now)}${first}`],
        ["  hint", group.hint],
      ],
      screen,
    ),
  ].join("");
}

function seenText({ firstAt, lastAt }: FailureGroup, now: Date): string {
  const [first, last] = [relativeText(firstAt, now), relativeText(lastAt, now)];
  return first === last ? first : `first ${first}, last ${last}`;
}

/** Whom it waits for; what is tried again while a person is told says both. */
const needsText = ({ needs, retryAt }: FailureListing, now: Date): string =>
  [
    ...(needs === "human" ? ["you"] : []),
    ...(retryAt === null ? [] : [retryAt <= now ? "a run" : relativeText(retryAt, now)]),
  ].join(", ");

/** A line for each failure. */
export function renderFailureRows({ failures, next }: FailurePage, inbox: Inbox): string {
  if (failures.length === 0) return empty(inbox);
  const { screen, now } = inbox;
  const { theme } = screen;
  const columns: Column[] = [
    { title: "ID", align: "right" },
    { title: "WHICH" },
    { title: "CODE" },
    deadlineColumn(inbox),
    { title: "NEEDS", paint: (text) => (text.startsWith("you") ? theme.bad(text) : theme.dim(text)) },
    { title: "WHAT", flexible: true },
  ];
  const rows = failures.map((failure) => [
    String(failure.failureId),
    failure.relatedId,
    failure.code,
    deadline(failure.shippingDeadline, inbox),
    needsText(failure, now),
    failure.details,
  ]);
  return `${table(columns, rows, screen)}\n${nextPage(next, screen)}${theme.accent("next:")} ops failures show ID\n`;
}
