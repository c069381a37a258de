import { openPauses } from "../db/stores/pauses.ts";
import type { OpsContext } from "./context.ts";
import { resumeScope } from "./resume-scope.ts";

/** Lifts pauses whose settings have been changed since: the new ones get their chance. */
export async function liftOutdatedPauses(ctx: OpsContext): Promise<string[]> {
  const lifted: string[] = [];
  for (const { scope, code, settingsFingerprint } of await openPauses(ctx.db)) {
    const partner = scope.split("#")[0] ?? scope;
    const now = ctx.settingsFingerprint(partner, code);
    if (settingsFingerprint === null || now === null || now === settingsFingerprint) continue;
    await resumeScope(ctx, { scope, resolution: "the settings were changed" });
    lifted.push(scope);
  }
  return lifted;
}
