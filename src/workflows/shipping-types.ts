import { findOpenFailure, recordFailure } from "../db/stores/failures.ts";
import { pause } from "../db/stores/pauses.ts";
import { SHIPPED_BY_SHOP, type ShippingTypeTraits } from "../domain/buy-gate.ts";
import { OpsError } from "../domain/errors.ts";
import { shopBuyingScope } from "../domain/pause-scope.ts";
import { afterFailure } from "../engine/after-failure.ts";
import type { ShippingType } from "../marketplaces/mirakl/reference.ts";
import type { ConnectionSettings } from "../platform/config/config.ts";
import type { Connection, OpsContext } from "./context.ts";
import { type Fact, knownFact, refreshFact } from "./marketplace-facts.ts";

/** Who delivers an order's parcel is said by its shipping type: a label for what others deliver is money lost. */

const SHIPPING_TYPES: Fact<ShippingType> = {
  name: "shipping_types",
  fetch: ({ client }) => client.listShippingTypes(),
};

/** Reads them anew once a day. While nobody has told of any, nothing is bought for the shop. */
export async function refreshShippingTypes(ctx: OpsContext, connection: Connection): Promise<void> {
  const trouble = await refreshFact(ctx, connection, SHIPPING_TYPES);
  if (trouble !== null && !(await areShippingTypesTold(ctx, connection.settings)))
    await stopBuying(ctx, connection.settings, trouble);
}

/** Whether the marketplace or the settings have said which types the shop ships itself. */
export async function areShippingTypesTold(ctx: OpsContext, settings: ConnectionSettings): Promise<boolean> {
  if (settings.ownShippingTypes.length > 0) return true;
  return (await knownFact(ctx, settings.name, SHIPPING_TYPES)) !== null;
}

/**
 * What the marketplace says of a shipping type, or the settings where it does not; null when neither does.
 * @throws `shipping_types_unknown` while neither has told of any
 */
export async function shippingTypeOf(
  ctx: OpsContext,
  settings: ConnectionSettings,
  code: string,
): Promise<ShippingTypeTraits | null> {
  const types = await knownFact(ctx, settings.name, SHIPPING_TYPES);
  if (types === null && settings.ownShippingTypes.length === 0) throw typesUnknown(settings);
  const listed = types?.find((type) => type.code === code);
  return listed ?? (settings.ownShippingTypes.includes(code) ? SHIPPED_BY_SHOP : null);
}

/** One failure for the pause, a person's at once where the key may not read the list. Every fetch tries again. */
async function stopBuying(ctx: OpsContext, settings: ConnectionSettings, cause: OpsError): Promise<void> {
  const { name: connection } = settings;
  const { code, message, facts } = typesUnknown(settings, cause);
  const at = ctx.clock.now();
  const told = { processName: "ShippingLabelCreation", relatedId: shopBuyingScope(connection) };
  await ctx.db.transaction(async (tx) => {
    await pause(tx, { scope: told.relatedId, code, reason: message, by: ctx.actor, at });
    const open = await findOpenFailure(tx, told);
    const triesBefore = open?.tries ?? 0;
    const after = afterFailure({
      error: cause,
      triesBefore,
      deadline: null,
      now: at,
      settings: ctx.config.engine,
    });
    // A call that was throttled tells nothing new.
    if (!after.file || (open !== null && after.tries === triesBefore)) return;
    const { needs, tries, retryAt } = after;
    const payload = { ...facts, ...cause.facts };
    await recordFailure(tx, {
      ...told,
      connection,
      code,
      details: message,
      payload,
      needs,
      tries,
      retryAt,
      at,
    });
  });
}

function typesUnknown({ name }: ConnectionSettings, cause?: OpsError): OpsError {
  const why = cause ? `could not be read: ${cause.message}` : "was not read yet.";
  return new OpsError(
    "shipping_types_unknown",
    `No label is bought for ${name}: which orders are collected, or delivered by others, stands in the marketplace's list of shipping types (SH12), which ${why}`,
    { facts: { connection: name }, cause },
  );
}
