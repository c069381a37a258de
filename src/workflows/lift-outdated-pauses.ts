import { openPauses } from "../db/stores/pauses.ts";
import type { OpsContext } from "./context.ts";
import { resumeScope } from "./resume-scope.ts";

/** Lifts pauses whose secret has been changed since: the new one gets its chance. */
export async function liftOutdatedPauses(ctx: OpsContext): Promise<string[]> {
  const lifted: string[] = [];
  for (const { scope, secretFingerprint } of await openPauses(ctx.db)) {
    const partner = scope.split("#")[0] ?? scope;
    const now = ctx.secretFingerprint(partner);
    if (secretFingerprint === null || now === null || now === secretFingerprint) continue;
    await resumeScope(ctx, { scope, resolution: "the secret was changed" });
    lifted.push(scope);
  }
  return lifted;
}
