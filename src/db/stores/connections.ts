import { and, eq, notExists, or } from "drizzle-orm";
import { OpsError } from "../../domain/errors.ts";
import type { Executor } from "../database.ts";
import { connections, orders } from "../schema/index.ts";

export type FrozenConnection = typeof connections.$inferSelect;

interface ConnectionFacts {
  /** `<marketplace>/<shop>`. */
  connection: string;
  marketplace: string;
  shop: string;
  orderPrefix: string;
  liveFrom: Date;
  at: Date;
}

/**
 * Writes what a connection is called at its first import, and answers what was written then. Call it before an
 * import: order ids are built from the prefix, so a changed one would import every order a second time.
 * @throws `connection_frozen` when name or prefix differ from the first import's.
 */
export async function freezeConnection(
  ex: Executor,
  { at, ...facts }: ConnectionFacts,
): Promise<FrozenConnection> {
  await ex
    .insert(connections)
    .values({ ...facts, firstImportAt: at })
    .onConflictDoNothing();
  const rows = await ex
    .select()
    .from(connections)
    .where(
      or(
        eq(connections.connection, facts.connection),
        and(eq(connections.marketplace, facts.marketplace), eq(connections.shop, facts.shop)),
      ),
    );
  const frozen = rows.find((row) => isSame(row, facts));
  if (frozen) return frozen;
  const before = rows.map((row) => `${row.connection} (${describe(row)})`).join(" and ");
  throw new OpsError(
    "connection_frozen",
    `Connection ${facts.connection} (${describe(facts)}) was first imported as ${before}.`,
    { facts: { connection: facts.connection, orderPrefix: facts.orderPrefix, frozen: rows } },
  );
}

/** Forgets what a connection is called while no order was taken in under it: its first import is still to come. */
export async function thawConnection(ex: Executor, connection: string): Promise<void> {
  await ex
    .delete(connections)
    .where(
      and(
        eq(connections.connection, connection),
        notExists(ex.select().from(orders).where(eq(orders.connection, connection))),
      ),
    );
}

type Identity = Pick<FrozenConnection, "connection" | "marketplace" | "shop" | "orderPrefix">;

const isSame = (a: Identity, b: Identity): boolean =>
  a.connection === b.connection &&
  a.marketplace === b.marketplace &&
  a.shop === b.shop &&
  a.orderPrefix === b.orderPrefix;

const describe = ({ marketplace, shop, orderPrefix }: Identity): string =>
  `marketplace ${marketplace}, shop ${shop}, order prefix "${orderPrefix}"`;
