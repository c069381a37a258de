import { Bell } from "../engine/bell.ts";
import type { UnitEnd } from "../engine/claimed-work.ts";
import type { DatabaseWatch } from "../engine/database-watch.ts";
import type { DueUnit } from "../engine/due-unit.ts";
import { nextAppointment } from "../engine/next-appointment.ts";
import { type Loop, repeat } from "../engine/repeat.ts";
import { rest } from "../engine/rest.ts";
import type { SlotEnd } from "../engine/run-slot.ts";
import { serveSchedule } from "../engine/serve-schedule.ts";
import { serveWorkflow } from "../engine/serve-workflow.ts";
import type { OpsContext } from "./context.ts";
import { liftOutdatedPauses } from "./lift-outdated-pauses.ts";
import { reportStrandedOrders } from "./report-stranded-orders.ts";
import { WORKFLOWS } from "./run-cycle.ts";
import { SCHEDULES } from "./schedules.ts";

/** What the daemon tells of its work, for whoever counts it. */
export interface DaemonEvents {
  onUnit?(workflow: string, unit: UnitEnd): void;
  onDue?(workflow: string, due: readonly DueUnit[]): void;
  onSlot?(schedule: string, end: SlotEnd | "skipped", count: number): void;
  /** The tables were asked for what comes next, and answered within so many milliseconds. */
  onLook?(latencyMs: number): void;
}

export interface DaemonOptions {
  /** This process among all that run schedules: `daemon@host:4711`. */
  worker: string;
  database: DatabaseWatch;
  events: DaemonEvents;
  /** Stops claiming; what is under way is finished. */
  signal: AbortSignal;
  /** Hears of work that other processes announce until the signal aborts. */
  hearWork(onWork: () => void, signal: AbortSignal): Promise<void>;
}

/** How long what fell due in our own tables waits at most; notices and appointments are mostly sooner. */
const LOOK_EVERY_MS = 10_000;
/** However much happens, the tables are not asked more often. */
const LEAST_BETWEEN_MS = 500;

/**
 * Works until the signal aborts: every workflow by itself and side by side, what asks the outside for news by its
 * schedule. Nothing is known here that is not in the tables, so the process may end at any moment.
 */
export async function runDaemon(ctx: OpsContext, options: DaemonOptions): Promise<void> {
  const { database, signal, events, worker } = options;
  /** Something has changed: the tables are to be asked soon. */
  const changed = new Bell();
  /** Now they are. */
  const look = new Bell();
  const loop = (name: string): Loop => ({ name, ctx, database, signal });
  const tell = (workflow: string, unit: UnitEnd) => {
    tellUnit(ctx, workflow, unit);
    events.onUnit?.(workflow, unit);
    changed.ring();
  };
  await Promise.all([
    repeat(loop("settings"), () => takeSettings(ctx, signal)),
    repeat(loop("appointments"), () => pace(ctx, { ...options, changed, look })),
    repeat(loop("notices"), () => options.hearWork(() => changed.ring(), signal)),
    ...CONTINUOUS.map((workflow) =>
      serveWorkflow(workflow, {
        ctx,
        database,
        signal,
        bell: look,
        onUnit: (unit) => tell(workflow.name, unit),
        onDue: (due) => events.onDue?.(workflow.name, due),
      }),
    ),
    ...SCHEDULES.flatMap((schedule) => {
      const settings = ctx.config.schedules[schedule.name];
      if (!settings?.enabled) return [];
      const onSlot = (end: SlotEnd | "skipped", count: number) => events.onSlot?.(schedule.name, end, count);
      return serveSchedule(schedule, { ctx, settings, worker, database, signal, onSlot, onUnit: tell });
    }),
  ]);
}

/** What changed settings mean for the tables, once. */
async function takeSettings(ctx: OpsContext, signal: AbortSignal): Promise<void> {
  await reportStrandedOrders(ctx);
  await aborted(signal);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** What has no schedule of its own. */
const CONTINUOUS = WORKFLOWS.filter(({ name }) => !SCHEDULES.some((schedule) => schedule.name === name));

interface Pace extends DaemonOptions {
  changed: Bell;
  look: Bell;
}

/** Lifts what stands in the way no more, lets everybody look at the tables, then waits until the next thing falls due, something changes, or long enough. */
async function pace(ctx: OpsContext, { changed, look, signal, database, events }: Pace): Promise<void> {
  const { clock } = ctx;
  const news = changed.next();
  await liftOutdatedPauses(ctx);
  const at = clock.now();
  const next = await nextAppointment(ctx, { workflows: CONTINUOUS, from: at });
  events.onLook?.(clock.now().getTime() - at.getTime());
  database.works();
  look.ring();
  const untilNextMs = next === null ? LOOK_EVERY_MS : next.getTime() - at.getTime() + 1;
  await rest({ clock, ms: LEAST_BETWEEN_MS, signal });
  const ms = Math.min(LOOK_EVERY_MS, untilNextMs) - LEAST_BETWEEN_MS;
  if (ms > 0) await rest({ clock, ms, until: news, signal });
}

function tellUnit({ log }: OpsContext, workflow: string, unit: UnitEnd): void {
  if (unit.end === "failed") {
    const { code, message } = unit.error;
    log.warn({ workflow, unit: unit.id, code }, message);
  } else log[unit.end === "skipped" ? "debug" : "info"]({ workflow, unit: unit.id }, unit.what);
}
