import { restoredBackup } from "../../db/restore-pause.ts";
import { pauseName } from "../../domain/pause-scope.ts";
import { type Health, readHealth } from "../../reports/health.ts";
import { readLateOrders } from "../../reports/late-orders.ts";
import { lateSettings } from "../../reports/late-settings.ts";
import { readUnknownCodes, UNKNOWN_CODES_DAYS, type UnknownCode } from "../../reports/unknown-codes.ts";
import type { OpsContext } from "../../workflows/context.ts";
import { countText } from "../output/count-text.ts";
import { spanText } from "../output/time-text.ts";
import { pausedText } from "../paused-text.ts";
import { bad, type Check, type Finding, inArea, ok, warn } from "./finding.ts";

/** Whether orders flow: what is paused, failed, in doubt or late. */
export async function checkWork({ db, config, clock }: OpsContext): Promise<Finding[]> {
  const now = clock.now();
  const { deadlineNearMs } = config.engine;
  const health = await readHealth(db, { at: now, deadlineNearMs });
  const late = await readLateOrders(db, { at: now, settings: lateSettings(config) });
  return inArea("work", [
    ...checkPauses(health, now),
    checkFailures(health),
    checkDoubts(health, now),
    checkAcceptance(health),
    ...checkDeadlines(health),
    checkForecast(late.orders.length),
    checkTrackingCodes(await readUnknownCodes(db, now)),
  ]);
}

function checkPauses({ pauses }: Health, now: Date): Check[] {
  if (pauses.length === 0) return [ok("pauses", "nothing is paused")];
  return pauses.map(({ scope, reason, code, hint, ...pause }) => {
    const name = pauseName(scope);
    const lift = restoredBackup({ scope, reason }) ? "ops reconcile --resume" : `ops resume ${name}`;
    return bad("pauses", {
      detail: `${name} is paused: ${reason} (${pausedText(pause, now)})`,
      next: code === "paused" ? lift : `${hint} (${lift})`,
    });
  });
}

function checkFailures({ openFailures: { human, retry } }: Health): Check {
  const again = retry > 0 ? `${retry} tried again by themselves` : "";
  if (human === 0) return ok("failures", again || "nothing failed");
  const detail = [`${human} in need of a person`, again].filter(Boolean).join(", ");
  return warn("failures", { detail, next: "ops failures list" });
}

function checkDoubts({ doubts }: Health, now: Date): Check {
  const { purchases, oldestSince, withoutLookUp } = doubts;
  if (purchases === 0) return ok("in doubt", "every purchase has a definite answer");
  const since =
    oldestSince === null ? "" : `, the oldest for ${spanText(now.getTime() - oldestSince.getTime())}`;
  const detail = `${countText(purchases, "purchase")} without a definite answer${since}`;
  if (withoutLookUp === 0) return warn("in doubt", { detail, next: "ops create-labels looks them up" });
  return bad("in doubt", {
    detail: `${detail}; ${withoutLookUp} of them ask for a person`,
    next: "ops failures list --code look_ups_used_up",
  });
}

/** Before this share of the window is gone nobody has to hurry. */
const CALM_SHARE = 0.5;

function checkAcceptance({ acceptance }: Health): Check {
  const { waiting, oldestAgeMs, windowMs } = acceptance;
  if (oldestAgeMs === null) return ok("acceptance", "no order waits for a decision");
  const detail = `${countText(waiting, "order")} to decide, the oldest ${spanText(oldestAgeMs)} old`;
  if (oldestAgeMs <= windowMs * CALM_SHARE) return ok("acceptance", detail);
  const trouble = {
    detail,
    next: "ops accept-orders, or decide: ops orders list --status pending_acceptance",
  };
  return oldestAgeMs > windowMs ? bad("acceptance", trouble) : warn("acceptance", trouble);
}

function checkForecast(late: number): Check {
  if (late === 0) return ok("forecast", "every order will be in time");
  const detail = `${countText(late, "order")} about to miss the deadline`;
  return warn("forecast", { detail, next: "ops orders late" });
}

const MOST_CODES = 10;

function checkTrackingCodes(codes: UnknownCode[]): Check {
  if (codes.length === 0)
    return ok("tracking codes", `every event of the last ${UNKNOWN_CODES_DAYS} days was understood`);
  const shown = codes.slice(0, MOST_CODES).map(({ code, events }) => `${code || "none"} × ${events}`);
  const more = codes.length - shown.length;
  return warn("tracking codes", {
    detail: `unknown tracking codes of the last ${UNKNOWN_CODES_DAYS} days: ${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`,
    next: "ask the carrier what they mean, and have them added to the table of its codes",
  });
}

function checkDeadlines({ deadlines: { passed, near } }: Health): Check[] {
  const next = "ops orders list --sort deadline --due-before 1d";
  const late = `${countText(passed, "order")} should have shipped by now`;
  const soon = `${countText(near, "order")} must ship very soon`;
  if (passed + near === 0) return [ok("deadlines", "no order is late")];
  return [
    ...(passed > 0 ? [bad("deadlines", { detail: late, next })] : []),
    ...(near > 0 ? [warn("deadlines", { detail: soon, next })] : []),
  ];
}
