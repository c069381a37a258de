import { pauseName } from "../../domain/pause-scope.ts";
import { countText } from "../output/count-text.ts";
import type { Screen } from "../output/screen.ts";
import { nameList } from "../output/table.ts";
import { momentText, relativeText } from "../output/time-text.ts";
import { pausedText } from "../paused-text.ts";
import type { DaemonStatus, WorkStatus } from "./daemon-status.ts";
import { outcomeText } from "./outcome-text.ts";

interface Place {
  screen: Screen;
  now: Date;
}

export function renderStatus({ daemon, log, work, trouble }: DaemonStatus, place: Place): string {
  const { screen, now } = place;
  const { theme } = screen;
  if (daemon === null) return `${theme.warn("No daemon runs here.")} Start it: ops daemon start\n`;
  const states = {
    starting: theme.warn("waits for the database"),
    working: theme.ok("works"),
    stopping: "stops",
  };
  return nameList(
    [
      ["daemon", `${states[daemon.state]}, process ${daemon.pid}, version ${daemon.version}`],
      ["since", momentText(new Date(daemon.startedAt), now)],
      ["health", daemon.url === null ? "" : `${daemon.url}/api/v1/health`],
      ["log", daemon.logsToFile ? log : "where it was started; under systemd: journalctl"],
      ["database", trouble === null ? "" : theme.bad(trouble)],
      ...(work ? workLines(work, place) : []),
    ],
    screen,
  );
}

function workLines(work: WorkStatus, { screen, now }: Place): [string, string][] {
  const { theme } = screen;
  const { human, retry } = work.openFailures;
  const orders = Object.entries(work.orders).filter(([, count]) => count > 0);
  const failures = [
    human > 0 ? theme.warn(`${human} need a person: ops failures list`) : "",
    retry > 0 ? `${retry} are tried again by themselves` : "",
  ];
  return [
    ["orders", orders.map(([status, count]) => `${count} ${status}`).join(", ") || "none yet"],
    ["sent", unconfirmedText(work.unconfirmed)],
    ["failures", failures.filter(Boolean).join(", ") || "none"],
    [
      "in doubt",
      work.purchasesInDoubt > 0 ? theme.warn(countText(work.purchasesInDoubt, "label purchase")) : "",
    ],
    [
      "paused",
      work.pauses
        .map(({ scope, reason, ...pause }) =>
          theme.bad(`${pauseName(scope)}: ${reason} (${pausedText(pause, now)})`),
        )
        .join("\n"),
    ],
    ...work.schedules.map(({ schedule, next, last: [newest] }): [string, string] => {
      const last = newest
        ? `${outcomeText(newest.outcome, screen)} ${relativeText(newest.finishedAt ?? newest.startedAt, now)}`
        : "never ran";
      return [schedule, `${last}, ${next ? `next ${relativeText(next, now)}` : "switched off"}`];
    }),
  ];
}

/** A marketplace may be asked once a minute: until then orders stand where they were. */
function unconfirmedText({ decisions, shipments }: WorkStatus["unconfirmed"]): string {
  const sent = [
    decisions > 0 ? countText(decisions, "decision") : "",
    shipments > 0 ? countText(shipments, "shipment") : "",
  ].filter(Boolean);
  return sent.length === 0 ? "" : `${sent.join(" and ")}; the marketplace has yet to show it`;
}
