import { logOperation } from "../db/stores/operations.ts";
import { pause } from "../db/stores/pauses.ts";
import { OpsError } from "../domain/errors.ts";
import { carrierPartner, EFFECTS_SCOPE, marketplacePartner, workflowScope } from "../domain/pause-scope.ts";
import { nearestName } from "../platform/config/nearest-name.ts";
import type { OpsContext } from "./context.ts";
import { WORKFLOWS } from "./run-cycle.ts";
import { SCHEDULES } from "./schedules.ts";

const WORK: readonly string[] = [...new Set([...WORKFLOWS, ...SCHEDULES].map(({ name }) => name))];

/** The scope that a person means by a workflow's, a connection's or a carrier account's name. @throws `not_found` */
export function scopeNamed(ctx: OpsContext, name: string): string {
  if (name === EFFECTS_SCOPE) return EFFECTS_SCOPE;
  if (WORK.includes(name)) return workflowScope(name);
  if (ctx.connections.has(name)) return marketplacePartner(name);
  if (name in ctx.config.carriers) return carrierPartner(name);
  const known = [...WORK, ...ctx.connections.keys(), ...Object.keys(ctx.config.carriers)];
  const nearest = nearestName(name, known);
  throw new OpsError("not_found", `There is nothing to pause that is called ${name}.`, {
    facts: { name, known },
    hint: nearest ? `Did you mean ${nearest}?` : `Name one of ${known.join(", ")}.`,
  });
}

/** Stops work by name until it is resumed. Answers false when it is paused already. */
export function pauseScope(
  ctx: OpsContext,
  { scope, reason }: { scope: string; reason: string },
): Promise<boolean> {
  const at = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const isNew = await pause(tx, { scope, code: "paused", reason, by: ctx.actor, at });
    if (isNew)
      await logOperation(tx, {
        at,
        scope: "engine",
        action: "pause",
        status: "OK",
        message: `${scope}: ${reason}`,
        actor: ctx.actor,
      });
    return isNew;
  });
}
