import { toOpsError } from "../domain/errors.ts";
import type { Clock } from "../platform/clock.ts";
import { listPauses } from "../reports/list-pauses.ts";
import type { DaemonView } from "./daemon-view.ts";
import type { OutsideServices } from "./outside-services.ts";
import { withPatience } from "./with-patience.ts";

type Status = "pass" | "warn" | "fail";

/** One entry of `checks` in application/health+json (draft-inadarei-api-health-check). */
export interface HealthCheck {
  componentType: "datastore" | "component" | "system";
  status: Status;
  observedValue?: number;
  observedUnit?: string;
  /** When it was observed. */
  time: string;
  /** When it became what it is. */
  since?: string;
  output?: string;
}

export interface HealthDocument {
  status: Status;
  version: string;
  serviceId: string;
  description: string;
  checks: Record<string, HealthCheck[]>;
}

export interface HealthSources {
  view: DaemonView;
  services: OutsideServices;
  clock: Clock;
}

/** Every dependency with its state, its latency and since when. */
export async function healthDocument({ view, services, clock }: HealthSources): Promise<HealthDocument> {
  const database = await checkDatabase(view, clock);
  const checks: Record<string, HealthCheck[]> = { ...database };
  for (const { service, isWell, since, latencyMs, calledAt, trouble } of services.all())
    checks[service] = [
      {
        componentType: "component",
        status: isWell ? "pass" : "warn",
        observedValue: latencyMs,
        observedUnit: "ms",
        time: calledAt.toISOString(),
        since: since.toISOString(),
        ...(trouble === null ? {} : { output: trouble }),
      },
    ];
  checks.daemon = [
    {
      componentType: "system",
      status: view.isStopping() ? "warn" : "pass",
      time: clock.now().toISOString(),
      since: view.startedAt.toISOString(),
      ...(view.isStopping() ? { output: "it was told to stop" } : {}),
    },
  ];
  return {
    status: worst(Object.values(checks).flat()),
    version: view.version,
    serviceId: view.worker,
    description: "ops daemon",
    checks,
  };
}

/** The database, and the pauses in it. */
async function checkDatabase(view: DaemonView, clock: Clock): Promise<Record<string, HealthCheck[]>> {
  const startedAt = clock.now();
  const ops = view.ops();
  const base = { componentType: "datastore", time: startedAt.toISOString() } as const;
  const since = view.database.since.toISOString();
  if (ops === null)
    return { database: [{ ...base, status: "fail", since, output: "it was not reached yet" }] };
  try {
    const pauses = await withPatience(listPauses(ops.db));
    const observedValue = clock.now().getTime() - startedAt.getTime();
    const database: HealthCheck = { ...base, status: "pass", observedValue, observedUnit: "ms", since };
    return {
      database: [database],
      pauses: pauses.map(({ scope, reason, pausedAt }) => ({
        componentType: "component",
        status: "warn",
        time: startedAt.toISOString(),
        since: pausedAt.toISOString(),
        output: `${scope}: ${reason}`,
      })),
    };
  } catch (thrown) {
    return { database: [{ ...base, status: "fail", since, output: toOpsError(thrown).message }] };
  }
}

function worst(checks: HealthCheck[]): Status {
  const has = (status: Status) => checks.some((check) => check.status === status);
  if (has("fail")) return "fail";
  return has("warn") ? "warn" : "pass";
}
