import { createCarrier } from "./carriers/registry.ts";
import { isOutage, toDatabaseError } from "./db/database-error.ts";
import { openDatabase } from "./db/open-database.ts";
import { createRateLimiter } from "./db/rate-limiter.ts";
import { createApiCallRecorder } from "./db/stores/api-calls.ts";
import { hearWork } from "./db/work-notices.ts";
import { openQueue } from "./engine/queue.ts";
import { createMiraklClient } from "./marketplaces/mirakl/mirakl-client.ts";
import type { Clock } from "./platform/clock.ts";
import type { Config } from "./platform/config/config.ts";
import { secretsOf } from "./platform/config/secrets-of.ts";
import { createFaultInjection } from "./platform/fault-injection.ts";
import { createHttpClient } from "./platform/http/http-client.ts";
import type { HttpClient, RateBudget } from "./platform/http/http-request.ts";
import { type OutsideObserver, observedLimiter, observedRecorder } from "./platform/http/outside-observer.ts";
import { folderLabelStore } from "./platform/label-store.ts";
import type { Log } from "./platform/log.ts";
import type { Connection, OpsContext } from "./workflows/context.ts";
import { settingsFingerprints } from "./workflows/settings-fingerprints.ts";

export interface OpenOptions {
  clock: Clock;
  log: Log;
  /** Who is recorded as having done what this process does. */
  actor: string;
  /** Ends waits for budgets and retries when the process is asked to stop. */
  signal?: AbortSignal;
  observer?: OutsideObserver;
  /** Hears of each wait for a shared budget as it begins. */
  onBudgetWait?(budget: RateBudget, until: Date): void;
}

/** A context with its end: `close` waits for nothing but what holds connections. */
export interface Ops extends OpsContext {
  /** Hears of work that other processes announce until the signal aborts; throws when the connection is lost. */
  hearWork(onWork: () => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const IGNORED: OutsideObserver = { called() {}, waited() {} };

/** The composition root: everything that workflows work with, from complete settings. */
export async function openOps(config: Config, options: OpenOptions): Promise<Ops> {
  const { clock, log, actor, signal, observer = IGNORED } = options;
  const database = await openDatabase(config.database, {
    clock,
    log: (message) => log.info({}, message),
    applicationName: `ops ${actor}`,
  });
  try {
    const queue = await openQueue({
      pool: database.pgPoolConfig(),
      onError: (thrown) => {
        const err = toDatabaseError(thrown);
        log[isOutage(err) ? "debug" : "warn"]({ err }, "The queue had trouble with the database.");
      },
    });
    const http = createHttpClient({
      settings: config.http,
      recorder: observedRecorder(createApiCallRecorder(database.db), observer),
      limiter: observedLimiter(createRateLimiter(database.pool, clock, options.onBudgetWait), {
        observer,
        clock,
      }),
      clock,
      log,
      secrets: secretsOf(config),
    });
    return {
      config,
      clock,
      log,
      actor,
      db: database.db,
      queue,
      labels: folderLabelStore({ workspace: config.workspace, folder: config.labels.folder, clock }),
      connections: connectAll(config, { http, clock, signal }),
      passFaultPoint: createFaultInjection(config.faultTrigger),
      settingsFingerprint: settingsFingerprints(config),
      hearWork: (onWork, signal) => hearWork({ config: database.pgPoolConfig(), onWork, signal }),
      close: () => queue.close().finally(() => database.close()),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function connectAll(
  config: Config,
  { http, clock, signal }: { http: HttpClient; clock: Clock; signal: AbortSignal | undefined },
): ReadonlyMap<string, Connection> {
  return new Map(
    config.connections.map((settings) => {
      const account = config.carriers[settings.carrierAccount];
      if (!account)
        throw new Error(`Settings passed with the unknown carrier account ${settings.carrierAccount}.`);
      const client = createMiraklClient({ connection: settings, http, clock, signal });
      const carrier = createCarrier({ settings: account, sender: settings.sender, http, clock, signal });
      return [settings.name, { settings, client, carrier }];
    }),
  );
}
