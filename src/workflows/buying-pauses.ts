import type { Tx } from "../db/database.ts";
import { countLabelsOfDay, takeLabelOfDay, utcDay } from "../db/stores/label-days.ts";
import type { PauseRow } from "../db/stores/pauses.ts";
import { OpsError, toOpsError } from "../domain/errors.ts";
import { labelStoreScope, shopBuyingScope } from "../domain/pause-scope.ts";
import type { UnitFailure } from "../engine/workflow.ts";
import type { OpsContext } from "./context.ts";
import { areShippingTypesTold } from "./shipping-types.ts";

/** What stops the buying of labels and ends by itself. What is bought is finished all the same. */

const storeScope = ({ labels }: OpsContext) => labelStoreScope(labels.place);

/** The pauses under which nothing is bought for a shop. */
export const buyingScopes = (ctx: OpsContext, connection: string): string[] => [
  shopBuyingScope(connection),
  storeScope(ctx),
];

/** What an error that was met while buying pauses; null when it is not of this sort. */
export function buyingScopeOf(
  ctx: OpsContext,
  { unit, error }: Pick<UnitFailure, "unit" | "error">,
): string | null {
  if (error.code === "label_budget_used" || error.code === "shipping_types_unknown")
    return shopBuyingScope(unit.connection);
  return error.code === "labels_unstorable" ? storeScope(ctx) : null;
}

/** Nothing is paid for that could not be kept. @throws `labels_unstorable` */
export async function demandLabelRoom(ctx: OpsContext): Promise<void> {
  try {
    await ctx.labels.demandRoom();
  } catch (thrown) {
    const cause = toOpsError(thrown);
    if (cause.code !== "storage_unavailable") throw cause;
    throw new OpsError(
      "labels_unstorable",
      `No label is bought, for none could be stored: ${cause.message}`,
      {
        facts: cause.facts,
        cause,
      },
    );
  }
}

/** @throws `label_budget_used` */
export async function takeAllowance(
  ctx: OpsContext,
  tx: Tx,
  { connection, at }: { connection: string; at: Date },
): Promise<void> {
  const most = ctx.config.shipping.maxLabelsPerDay;
  if (most === null || (await takeLabelOfDay(tx, { connection, at, most }))) return;
  const day = utcDay(at);
  throw new OpsError(
    "label_budget_used",
    `${connection} has bought ${most} labels on ${day} (UTC), the most allowed.`,
    { facts: { connection, day, maxLabelsPerDay: most } },
  );
}

/** Why a pause of buying is over; null while it stands, and for every other pause. */
export async function whyBuyingGoesOn(ctx: OpsContext, { scope, code }: PauseRow): Promise<string | null> {
  const shop = [...ctx.connections.values()].find(({ settings }) => shopBuyingScope(settings.name) === scope);
  if (shop && code === "label_budget_used")
    return (await hasAllowance(ctx, shop.settings.name)) ? "labels may be bought" : null;
  if (shop && code === "shipping_types_unknown")
    return (await areShippingTypesTold(ctx, shop.settings)) ? "the shipping types are known" : null;
  if (code !== "labels_unstorable" || scope !== storeScope(ctx)) return null;
  return (await hasLabelRoom(ctx)) ? "labels can be stored" : null;
}

async function hasAllowance(ctx: OpsContext, connection: string): Promise<boolean> {
  const most = ctx.config.shipping.maxLabelsPerDay;
  return most === null || (await countLabelsOfDay(ctx.db, { connection, at: ctx.clock.now() })) < most;
}

async function hasLabelRoom(ctx: OpsContext): Promise<boolean> {
  try {
    await demandLabelRoom(ctx);
    return true;
  } catch (thrown) {
    if (toOpsError(thrown).code === "labels_unstorable") return false;
    throw thrown;
  }
}
