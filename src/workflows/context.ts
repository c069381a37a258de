import type { Carrier } from "../carriers/carrier.ts";
import { openPauses } from "../db/stores/pauses.ts";
import { OpsError } from "../domain/errors.ts";
import type { PassFaultPoint } from "../domain/fault-points.ts";
import { pauseFor } from "../domain/pause-scope.ts";
import type { EngineContext } from "../engine/workflow.ts";
import type { MiraklClient } from "../marketplaces/mirakl/mirakl-client.ts";
import type { Config, ConnectionSettings } from "../platform/config/config.ts";
import type { LabelStore } from "../platform/label-store.ts";

/** One shop on one marketplace with what serves it. */
export interface Connection {
  settings: ConnectionSettings;
  client: MiraklClient;
  carrier: Carrier;
}

/** Everything that workflows work with. Built once, in app.ts. */
export interface OpsContext extends EngineContext {
  config: Config;
  labels: LabelStore;
  /** By name, `<marketplace>/<shop>`. */
  connections: ReadonlyMap<string, Connection>;
  /** For trials: dies or freezes here when the settings say so. */
  passFaultPoint: PassFaultPoint;
}

/** @throws `bad_settings` when an order's connection is no longer in the settings. */
export function connectionOf(ctx: OpsContext, name: string): Connection {
  const connection = ctx.connections.get(name);
  if (connection) return connection;
  throw new OpsError(
    "bad_settings",
    `The settings have no shop ${name}, but the database has orders of it.`,
    {
      facts: { connection: name },
    },
  );
}

interface WorkableQuestion {
  workflow: string;
  /** Whether it changes anything outside: a restored database pauses that. */
  hasEffects: boolean;
  partner(connection: Connection): string;
  /** Scopes of its own that stop it. */
  also?(connection: Connection): readonly string[];
}

/** The connections for which a workflow is not paused. */
export async function workableConnections(ctx: OpsContext, question: WorkableQuestion): Promise<string[]> {
  const pauses = await openPauses(ctx.db);
  return [...ctx.connections.values()]
    .filter((connection) => {
      const { workflow, hasEffects } = question;
      const partner = question.partner(connection);
      const also = question.also?.(connection) ?? [];
      return pauseFor(pauses, { workflow, hasEffects, partner, also }) === null;
    })
    .map((connection) => connection.settings.name);
}
