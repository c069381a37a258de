import { readFact, writeFact } from "../db/stores/marketplace-facts.ts";
import { toOpsError } from "../domain/errors.ts";
import type { RegisteredCarrier, ShippingType } from "../marketplaces/mirakl/reference.ts";
import type { Connection, OpsContext } from "./context.ts";

const REFRESH_AFTER_MS = 24 * 3_600_000;

interface Fact<T> {
  name: string;
  fetch(connection: Connection): Promise<T[]>;
}

const CARRIERS: Fact<RegisteredCarrier> = { name: "carriers", fetch: ({ client }) => client.listCarriers() };
const SHIPPING_TYPES: Fact<ShippingType> = {
  name: "shipping_types",
  fetch: ({ client }) => client.listShippingTypes(),
};

/**
 * Reads the marketplace's lists again when a day has passed. A list that the key may not read is done without; other
 * troubles with it wait for the next time.
 */
export async function refreshMarketplaceFacts(ctx: OpsContext, connection: Connection): Promise<void> {
  await refresh(ctx, connection, CARRIERS);
  await refresh(ctx, connection, SHIPPING_TYPES);
}

async function refresh<T>(ctx: OpsContext, connection: Connection, fact: Fact<T>): Promise<void> {
  const { name } = connection.settings;
  const at = ctx.clock.now();
  const known = await readFact(ctx.db, { connection: name, name: fact.name });
  if (known && at.getTime() - known.fetchedAt.getTime() < REFRESH_AFTER_MS) return;
  try {
    await writeFact(ctx.db, { connection: name, name: fact.name, value: await fact.fetch(connection), at });
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.code === "credentials_rejected" || error.code === "interrupted" || error.kind === "bug")
      throw error;
    ctx.log.warn(
      { connection: name, fact: fact.name, code: error.code },
      `Not read from the marketplace: ${error.message}`,
    );
  }
}

/** The marketplace's carriers; null when it has not told us. */
export const listedCarriers = (ctx: OpsContext, connection: string) =>
  read<RegisteredCarrier>(ctx, connection, CARRIERS);

/** What the marketplace says of a shipping type; null when it does not list it. */
export async function listedShippingType(
  ctx: OpsContext,
  connection: string,
  code: string,
): Promise<ShippingType | null> {
  const types = await read<ShippingType>(ctx, connection, SHIPPING_TYPES);
  return types?.find((type) => type.code === code) ?? null;
}

async function read<T>(ctx: OpsContext, connection: string, fact: { name: string }): Promise<T[] | null> {
  const known = await readFact(ctx.db, { connection, name: fact.name });
  return known ? (known.value as T[]) : null;
}
