import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { TEST_LIMIT_MS } from "../../test/support/test-limit.ts";
import { minutesFrom, NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import type { OrderStatus } from "../domain/order-lifecycle.ts";
import { FakeClock } from "../platform/clock.ts";
import { KEPT_FOR_EVER } from "../platform/config/testing/kept-for-ever.ts";
import { folderLabelStore, type LabelStore } from "../platform/label-store.ts";
import { prune } from "./prune.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const RETENTION = { ...KEPT_FOR_EVER, labelFilesDays: 30 };
const clock = new FakeClock(minutesFrom(NOW, 100 * 24 * 60));

let connection: TestConnection;
let workspace: string;
let labels: LabelStore;
beforeEach(async () => {
  connection = await openTestConnection();
  workspace = await mkdtemp(join(tmpdir(), "ops-prune-"));
  labels = folderLabelStore({ workspace, folder: "labels", clock });
});
afterEach(async () => {
  await connection.close();
  await rm(workspace, { recursive: true, force: true });
});

const pruneNow = (dryRun = false) =>
  prune({ db: connection.db, labels, clock, config: { retention: RETENTION } }, { dryRun });

async function storeLabel(orderId: string, status: OrderStatus, createdAt = NOW): Promise<string> {
  await placeOrder(connection.db, { orderId, status, createdAt });
  const { path } = await labels.save({
    orderId,
    name: "1-1",
    extension: "pdf",
    bytes: new TextEncoder().encode(`%PDF-1.4 ${orderId}`),
  });
  await connection.db.execute(sql`
    insert into shipments (order_id, request_key, carrier, carrier_account, environment, status, purchase, label_pdf_path,
      label_sha256, price_cents, created_at, created_by, bought_at, labelled_at)
    values (${orderId}, ${`key-${orderId}`}, 'canada-post', 'main', 'production', 'label_created', 'bought', ${path},
      'hash', 1234, '2026-03-02', 'test', '2026-03-02', '2026-03-02')`);
  return path;
}

/** Orders whose shipments still name a file. */
async function named(): Promise<string[]> {
  const rows = await connection.db.execute<{ id: string }>(
    sql`select order_id as id from shipments where label_pdf_path is not null order by id`,
  );
  return rows.map(({ id }) => id);
}

test("label files go with their folders when their orders ended or were shipped long ago, and what they cost stays", async () => {
  for (const status of ["complete", "cancelled", "shipped", "tracked", "accepted"] as const)
    await storeLabel(status, status);
  await storeLabel("recent", "complete", minutesFrom(clock.now(), -60));
  const rehearsal = await pruneNow(true);
  expect(rehearsal).toMatchObject([{ table: "label files", how: "deleted", rows: 3 }]);
  expect(await named()).toHaveLength(6);
  expect(await pruneNow()).toEqual(rehearsal);
  expect(await named()).toEqual(["accepted", "recent", "tracked"]);
  expect((await readdir(join(workspace, "labels"))).toSorted()).toEqual(["accepted", "recent", "tracked"]);
  const [row] = await connection.db.execute<{ n: number }>(
    sql`select count(*)::int as n from shipments where price_cents = 1234 and label_sha256 = 'hash'`,
  );
  expect(row?.n).toBe(6);
  expect(await pruneNow()).toMatchObject([{ rows: 0 }]);
});

test("a file that was removed before its row could tell is told the next time; one that stays holds up no other", async () => {
  const stuck = await storeLabel("a-stuck", "complete");
  const gone = await storeLabel("b-gone", "complete");
  await storeLabel("c-other", "complete");
  await rm(join(workspace, gone));
  await rm(join(workspace, stuck));
  await mkdir(join(workspace, stuck));
  await expect(pruneNow()).rejects.toMatchObject({
    code: "storage_unavailable",
    message: expect.stringMatching(/1 label file.*1-1\.pdf/),
  });
  expect(await named()).toEqual(["a-stuck"]);
  await rm(join(workspace, stuck), { recursive: true });
  expect(await pruneNow()).toMatchObject([{ rows: 1 }]);
  expect(await named()).toEqual([]);
});
