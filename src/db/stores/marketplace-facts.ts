import { and, eq } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { marketplaceFacts } from "../schema/index.ts";

interface FactName {
  connection: string;
  /** The operation that answers it: `SH21`, `SH12`, `PC01`. */
  name: string;
}

export async function readFact(
  ex: Executor,
  { connection, name }: FactName,
): Promise<{ value: unknown; fetchedAt: Date } | null> {
  const [row] = await ex
    .select({ value: marketplaceFacts.value, fetchedAt: marketplaceFacts.fetchedAt })
    .from(marketplaceFacts)
    .where(and(eq(marketplaceFacts.connection, connection), eq(marketplaceFacts.name, name)));
  return row ?? null;
}

export async function writeFact(
  ex: Executor,
  { connection, name, value, at }: FactName & { value: unknown; at: Date },
): Promise<void> {
  await ex
    .insert(marketplaceFacts)
    .values({ connection, name, value, fetchedAt: at })
    .onConflictDoUpdate({
      target: [marketplaceFacts.connection, marketplaceFacts.name],
      set: { value, fetchedAt: at },
    });
}
