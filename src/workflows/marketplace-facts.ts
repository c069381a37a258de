import { readFact, writeFact } from "../db/stores/marketplace-facts.ts";
import { type OpsError, toOpsError } from "../domain/errors.ts";
import type { RegisteredCarrier } from "../marketplaces/mirakl/reference.ts";
import type { Connection, OpsContext } from "./context.ts";

const REFRESH_AFTER_MS = 24 * 3_600_000;

/** A list of the marketplace's own that changes slowly. */
export interface Fact<T> {
  name: string;
  fetch(connection: Connection): Promise<T[]>;
}

const CARRIERS: Fact<RegisteredCarrier> = { name: "carriers", fetch: ({ client }) => client.listCarriers() };

/** Reads a list again when a day has passed. Answers why it could not be read; the next fetch tries again. */
export async function refreshFact<T>(
  ctx: OpsContext,
  connection: Connection,
  fact: Fact<T>,
): Promise<OpsError | null> {
  const { name } = connection.settings;
  const at = ctx.clock.now();
  const known = await readFact(ctx.db, { connection: name, name: fact.name });
  if (known && at.getTime() - known.fetchedAt.getTime() < REFRESH_AFTER_MS) return null;
  try {
    await writeFact(ctx.db, { connection: name, name: fact.name, value: await fact.fetch(connection), at });
    return null;
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.code === "credentials_rejected" || error.code === "interrupted" || error.kind === "bug")
      throw error;
    ctx.log.warn(
      { connection: name, fact: fact.name, code: error.code },
      `Not read from the marketplace: ${error.message}`,
    );
    return error;
  }
}

/** A list as it was read last; null when it never was. */
export async function knownFact<T>(
  ctx: OpsContext,
  connection: string,
  { name }: Fact<T>,
): Promise<T[] | null> {
  const known = await readFact(ctx.db, { connection, name });
  return known ? (known.value as T[]) : null;
}

/** Done without where the key may not read them. */
export async function refreshCarriers(ctx: OpsContext, connection: Connection): Promise<void> {
  await refreshFact(ctx, connection, CARRIERS);
}

/** The marketplace's carriers; null when it has not told us. */
export const listedCarriers = (ctx: OpsContext, connection: string) => knownFact(ctx, connection, CARRIERS);
