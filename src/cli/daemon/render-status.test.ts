import { expect, test } from "bun:test";
import { ORDER_STATUSES } from "../../domain/order-lifecycle.ts";
import { screenFor } from "../output/screen.ts";
import type { WorkStatus } from "./daemon-status.ts";
import { renderStatus } from "./render-status.ts";

const now = new Date("2026-03-02T15:00:00Z");
const screen = screenFor({ isTTY: false, columns: undefined, coloured: false });

const statusLines = (work: Partial<WorkStatus>) => {
  const orders = Object.fromEntries(ORDER_STATUSES.map((status) => [status, 0])) as WorkStatus["orders"];
  const daemon = {
    pid: 4711,
    processStart: "1",
    startedAt: "2026-03-02T14:58:00Z",
    version: "0.1.0",
    state: "working",
    url: null,
    logsToFile: true,
    drainMs: 30_000,
  } as const;
  const quiet: WorkStatus = {
    orders,
    openFailures: { human: 0, retry: 0 },
    purchasesInDoubt: 0,
    unconfirmed: { decisions: 0, shipments: 0 },
    pauses: [],
    schedules: [],
  };
  const status = { daemon, log: "daemon.log", work: { ...quiet, ...work }, trouble: null };
  return renderStatus(status, { screen, now }).split("\n");
};

test("a schedule is told with when it ran, which is not the time that it was to run at", () => {
  const slot = {
    slot: new Date("2026-03-02T08:30:00Z"),
    outcome: "caught_up" as const,
    reason: null,
    worker: "this",
    startedAt: new Date("2026-03-02T14:58:00Z"),
    finishedAt: new Date("2026-03-02T14:58:02Z"),
  };
  const prune = { schedule: "prune", cron: "30 8 * * *", timeZone: "UTC", enabled: true };
  const next = new Date("2026-03-03T08:30:00Z");
  expect(statusLines({ schedules: [{ ...prune, next, last: [slot] }] })).toContain(
    "prune     caught up 1 min ago, next in 17 h",
  );
});

test("what the marketplace has yet to show is told, since orders seem to stand still meanwhile", () => {
  expect(statusLines({ unconfirmed: { decisions: 20, shipments: 1 } })).toContain(
    "sent      20 decisions and 1 shipment; the marketplace has yet to show it",
  );
  expect(statusLines({}).filter((line) => line.startsWith("sent"))).toEqual([]);
});
