import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { isOver } from "../is-over.ts";

interface OldLabel {
  shipmentId: number;
  path: string;
}

const isOld = (before: Date) => sql`label_pdf_path is not null and ${isOver("shipments", before)}`;

/** Labels with a file whose order ended, or was shipped, before that: the next of them after a shipment. */
export async function findOldLabels(
  ex: Executor,
  { before, after, limit }: { before: Date; after: number; limit: number },
): Promise<OldLabel[]> {
  const rows = await ex.execute<{ shipment_id: string; path: string }>(sql`
    select shipment_id, label_pdf_path as path from shipments
    where ${isOld(before)} and shipment_id > ${after} order by shipment_id limit ${limit}`);
  return rows.map(({ shipment_id, path }) => ({ shipmentId: Number(shipment_id), path }));
}

export async function countOldLabels(ex: Executor, before: Date): Promise<number> {
  const rows = await ex.execute<{ n: number }>(
    sql`select count(*)::int as n from shipments where ${isOld(before)}`,
  );
  return rows[0]?.n ?? 0;
}

/** Records that the files of these shipments are there no more. */
export async function forgetLabelFiles(ex: Executor, shipmentIds: readonly number[]): Promise<void> {
  await ex.execute(sql`update shipments set label_pdf_path = null
    where shipment_id = any(${sql.param([...shipmentIds])}::bigint[])`);
}
