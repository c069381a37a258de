import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../platform/clock.ts";
import type { ApiCall } from "../platform/http/http-request.ts";
import type { OutsideObserver } from "../platform/http/outside-observer.ts";
import type { DaemonEvents } from "../workflows/run-daemon.ts";
import type { DaemonView } from "./daemon-view.ts";
import { DueAges } from "./due-ages.ts";
import { addProcessMetrics } from "./process-metrics.ts";
import { addTableMetrics } from "./table-metrics.ts";

/** Seconds. A marketplace answers in a few tenths, a carrier's label may take ten. */
const CALL_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60];

/** What a daemon counts, and what it says of the tables when it is asked. */
export class DaemonMetrics {
  readonly #registry = new Registry();
  readonly #dueAges: DueAges;
  readonly #units = this.#counter("ops_units_total", "Units of work that ended here.", [
    "workflow",
    "result",
  ]);
  readonly #slots = this.#counter("ops_schedule_slots_total", "Slots of schedules that ended here.", [
    "schedule",
    "outcome",
  ]);
  readonly #budgetWaits = this.#counter(
    "ops_rate_budget_waits_total",
    "Calls that had to wait for a budget.",
    ["budget"],
  );
  readonly #budgetSeconds = this.#counter(
    "ops_rate_budget_wait_seconds_total",
    "Seconds that calls have waited for a budget.",
    ["budget"],
  );
  readonly #calls = new Histogram({
    name: "ops_outside_call_duration_seconds",
    help: "Attempts at outside calls. The outcome is ok or the error's code.",
    labelNames: ["service", "operation", "outcome"],
    buckets: CALL_BUCKETS,
    registers: [this.#registry],
  });

  constructor({ view, clock }: { view: DaemonView; clock: Clock }) {
    this.#dueAges = new DueAges(clock);
    addProcessMetrics(this.#registry, view.startedAt);
    addTableMetrics(this.#registry, { view, clock });
    this.#addDueMetrics();
    new Gauge({
      name: "ops_database_up",
      help: "1 when the daemon's work can use the database.",
      registers: [this.#registry],
      collect() {
        this.set(view.database.isUp ? 1 : 0);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** To be told of the daemon's work. */
  get events(): Required<Pick<DaemonEvents, "onUnit" | "onDue" | "onSlot">> {
    return {
      onUnit: (workflow, { end }) => this.#units.inc({ workflow, result: end }),
      onDue: (workflow, due) => this.#dueAges.looked(workflow, due),
      onSlot: (schedule, outcome, count) => this.#slots.inc({ schedule, outcome }, count),
    };
  }

  /** To be told of outside calls. */
  get observer(): OutsideObserver {
    return {
      called: (call) => {
        const { service, endpoint: operation, durationMs } = call;
        this.#calls.observe({ service, operation, outcome: outcomeOf(call) }, durationMs / 1000);
      },
      waited: (budget, ms) => {
        if (ms < LEAST_WAIT_MS) return;
        this.#budgetWaits.inc({ budget });
        this.#budgetSeconds.inc({ budget }, ms / 1000);
      },
    };
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #addDueMetrics(): void {
    const ages = this.#dueAges;
    const registers = [this.#registry];
    const labelNames = ["workflow"] as const;
    new Gauge({
      name: "ops_due_units",
      help: "Units that were due at the last look, up to 2000.",
      labelNames,
      registers,
      collect() {
        for (const { workflow, units } of ages.all()) this.set({ workflow }, units);
      },
    });
    new Gauge({
      name: "ops_due_oldest_seconds",
      help: "Since this daemon first saw the oldest unit that is due.",
      labelNames,
      registers,
      collect() {
        for (const { workflow, oldestSeconds } of ages.all()) this.set({ workflow }, oldestSeconds);
      },
    });
  }
}

/** Asking the database for a free point takes a moment by itself. */
const LEAST_WAIT_MS = 100;

/** The audit row begins an error with its code: `timed_out: …`. */
const outcomeOf = ({ error }: ApiCall): string => error?.split(":", 1)[0] ?? "ok";
