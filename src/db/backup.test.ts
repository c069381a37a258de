import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { fillEveryTable } from "../../test/support/filled-database.ts";
import { backupDatabase } from "./backup.ts";
import { checkDatabase } from "./check.ts";
import { catalogueTables } from "./copy/table-catalogue.ts";
import type { Database } from "./database.ts";
import { migrationStatus } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import { restoreDatabase } from "./restore.ts";

const at = new Date("2026-03-01T10:00:00Z");
const restoring = { by: "ana", at: new Date("2026-03-02T08:00:00Z") };

let folder: string;
let source: TestConnection;
let file: string;
let content: Content;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ops-backup-"));
  source = await openTestConnection();
  await fillEveryTable(source.db);
  file = join(folder, "made/when-needed/shop.backup");
  content = await contentOf(source.db);
  await backupDatabase(source, { file, at });
});
afterAll(async () => {
  await source.close();
  await rm(folder, { recursive: true });
});

type Content = Record<string, string[]>;

/** Every row of every table as PostgreSQL writes it, to the last microsecond. */
async function contentOf(db: Database): Promise<Content> {
  const content: Content = {};
  for (const { name } of await catalogueTables(db)) {
    const rows = await db.execute<{ row: string }>(
      sql`select t::text as row from ${sql.identifier(name)} t order by t::text`,
    );
    content[name] = rows.map(({ row }) => row);
  }
  return content;
}

async function damaged(name: string, change: (bytes: Buffer) => Uint8Array): Promise<string> {
  const path = join(folder, name);
  await Bun.write(path, change(Buffer.from(await Bun.file(file).bytes())));
  return path;
}

const gunzipped = async () => Buffer.from(Bun.gunzipSync(await Bun.file(file).bytes()));

test("a restore brings back every row of every table, and one pause more", async () => {
  expect(Object.entries(content).filter(([, rows]) => rows.length === 0)).toEqual([]);
  const target = await openTestConnection();
  const report = await restoreDatabase(target, { file, ...restoring });
  const { pauses, ...restored } = await contentOf(target.db);
  const { pauses: pausesBefore, ...before } = content;
  expect(restored).toEqual(before);
  expect(pauses).toEqual([
    ...(pausesBefore ?? []),
    expect.stringContaining('effects,paused,"restored from a backup of 2026-03-01T10:00:00.000Z",,ana'),
  ]);
  expect(report).toEqual({
    takenAt: at,
    rows: Object.fromEntries(Object.entries(content).map(([name, rows]) => [name, rows.length])),
  });
  expect(await checkDatabase(target)).toEqual([]);
  await target.close();
});

test("after a restore numbers continue, triggers work, and months have their partitions", async () => {
  const target = await openTestConnection();
  await source.db.execute(sql`select ensure_api_calls_partition('2019-05-01')`);
  const second = join(folder, "second.backup");
  await backupDatabase(source, { file: second, at });
  await restoreDatabase(target, { file: second, ...restoring });
  const { db } = target;
  const inserted = await db.execute(sql`
    insert into shipments (order_id, request_key, carrier, carrier_account, environment, status, purchase, created_at, created_by)
    values ('BB-5', 'new', 'canada-post', 'main', 'production', 'label_created', 'bought', now(), 'system')
    returning shipment_id`);
  expect([...inserted]).toEqual([{ shipment_id: 6 }]);
  await db.execute(
    sql`insert into order_status_history (order_id, seq, status, actor) values ('BB-1', 3, 'label_failed', 'ana')`,
  );
  const [current] = await db.execute(
    sql`select seq, status from order_current_status where order_id = 'BB-1'`,
  );
  expect(current).toEqual({ seq: 3, status: "label_failed" });
  const [old] = await db.execute(
    sql`select tableoid::regclass::text as part from api_calls where called_at < '2020-01-01'`,
  );
  expect(old).toEqual({ part: "api_calls_2019_05" });
  await target.close();
});

test("a backup is of one moment while others write", async () => {
  const target = await openTestConnection();
  let writes = 0;
  let writing = true;
  const writer = (async () => {
    for (; writing; writes++)
      await source.db.transaction(async (tx) => {
        await tx.execute(sql`update products set stock = ${writes} where sku = 'LAMP'`);
        await tx.execute(sql`update sync_cursors set meta = ${JSON.stringify({ writes })}::text::jsonb`);
      });
  })();
  const busy = join(folder, "busy.backup");
  await backupDatabase(source, { file: busy, at });
  writing = false;
  await writer;
  await restoreDatabase(target, { file: busy, ...restoring });
  const [row] = await target.db.execute(
    sql`select stock, (meta ->> 'writes')::int as writes from products, sync_cursors`,
  );
  expect(writes).toBeGreaterThan(0);
  expect(row?.stock).toBe(row?.writes);
  await target.close();
});

test("a database without a schema is set up by the restore", async () => {
  const target = await openTestConnection();
  await target.db.execute(sql.raw("drop schema public cascade; create schema public"));
  await restoreDatabase(target, { file, ...restoring });
  expect((await migrationStatus(target)).applied).toHaveLength(MIGRATIONS.length);
  expect((await contentOf(target.db)).orders).toEqual(content.orders);
  await target.close();
});

test("a database with rows is left as it is", async () => {
  const error = await restoreDatabase(source, { file, ...restoring }).catch((thrown) => thrown);
  expect(error.code).toBe("already_open");
  expect(error.message).toContain("The database is not empty");
});

test.each([
  ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ["without its last line", async () => Bun.gzipSync((await gunzipped()).subarray(0, -40))],
  [
    "with a row missing",
    async () => Bun.gzipSync(Buffer.from((await gunzipped()).toString().replace(/\nBB-3-1\t.*\n/, "\n"))),
  ],
  [
    "with a value of two columns",
    async () =>
      Bun.gzipSync(Buffer.from((await gunzipped()).toString().replace(/\nBB-3-1\t/, "\nBB-3-1\t\t"))),
  ],
  [
    "with another text than was written",
    async (bytes: Buffer) => {
      const other = Bun.gzipSync(Buffer.from((await gunzipped()).toString().replace("LAMP", "LIMP")));
      // The checksum and the size are the last eight bytes.
      return Buffer.concat([other.subarray(0, -8), bytes.subarray(-8)]);
    },
  ],
  [
    "with more behind its end",
    async () => Bun.gzipSync(Buffer.concat([await gunzipped(), Buffer.from("more\n")])),
  ],
  ["of another kind", () => Bun.gzipSync(Buffer.from('{"format":"something"}\n'))],
  ["not compressed", () => Buffer.from("hello\n")],
  ["empty", () => Buffer.alloc(0)],
] as [string, (bytes: Buffer) => Uint8Array | Promise<Uint8Array>][])(
  "a file %s is refused and restores nothing",
  async (what, change) => {
    const path = join(folder, `damaged ${what}`);
    await Bun.write(path, await change(Buffer.from(await Bun.file(file).bytes())));
    const target = await openTestConnection();
    const error = await restoreDatabase(target, { file: path, ...restoring }).catch((thrown) => thrown);
    expect(error.code).toBe("bad_input_file");
    expect(error.message).toContain(path);
    expect(Object.values(await contentOf(target.db)).flat()).toEqual([]);
    await target.close();
  },
);

test("a missing file and a backup of a newer version are named", async () => {
  const missing = await restoreDatabase(source, { file: join(folder, "none"), ...restoring }).catch(
    (thrown) => thrown,
  );
  expect(missing.code).toBe("bad_input_file");
  const text = (await gunzipped())
    .toString()
    .replace('"migrations":[', '"migrations":[{"name":"9999_next","sha256":"0"},');
  const newer = join(folder, "newer.backup");
  await Bun.write(newer, Bun.gzipSync(Buffer.from(text)));
  const error = await restoreDatabase(source, { file: newer, ...restoring }).catch((thrown) => thrown);
  expect(error.code).toBe("database_newer");
  expect(error.message).toContain("9999_next");
});

test("a backup is for its owner alone and is never overwritten", async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const error = await backupDatabase(source, { file, at }).catch((thrown) => thrown);
  expect(error.code).toBe("bad_argument");
});

test("a backup that cannot be written leaves no file, and the database answers on", async () => {
  const blocked = await damaged("a-file", (bytes) => bytes);
  const error = await backupDatabase(source, { file: join(blocked, "shop.backup"), at }).catch(
    (thrown) => thrown,
  );
  expect(error.code).toBe("storage_unavailable");
  expect(await readdir(folder)).not.toContain("shop.backup");
  expect(await source.db.execute(sql`select 1`)).toHaveLength(1);
});
