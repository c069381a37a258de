import { openPauses, type PauseRow } from "../db/stores/pauses.ts";
import { whyBuyingGoesOn } from "./buying-pauses.ts";
import type { OpsContext } from "./context.ts";
import { resumeScope } from "./resume-scope.ts";

/** Lifts pauses whose cause is gone: what was refused gets its chance. */
export async function liftOutdatedPauses(ctx: OpsContext): Promise<string[]> {
  const lifted: string[] = [];
  for (const pause of await openPauses(ctx.db)) {
    const resolution = whySettingsMayDo(ctx, pause) ?? (await whyBuyingGoesOn(ctx, pause));
    if (resolution === null) continue;
    await resumeScope(ctx, { scope: pause.scope, resolution });
    lifted.push(pause.scope);
  }
  return lifted;
}

function whySettingsMayDo(ctx: OpsContext, { scope, code, settingsFingerprint }: PauseRow): string | null {
  const partner = scope.split("#")[0] ?? scope;
  const now = ctx.settingsFingerprint(partner, code);
  const areOthers = settingsFingerprint !== null && now !== null && now !== settingsFingerprint;
  return areOthers ? "the settings were changed" : null;
}
