import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { TEST_CACHE } from "../../test/support/database.ts";
import { TEST_LIMIT_MS } from "../../test/support/test-limit.ts";
import { systemClock } from "../platform/clock.ts";
import type { DatabaseSettings } from "../platform/config/config.ts";
import { Secret } from "../platform/secret.ts";
import { migrate, migrationStatus } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import { openDatabase } from "./open-database.ts";

setDefaultTimeout(TEST_LIMIT_MS);

let folder: string;
let external: TestConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ops-open-"));
  external = await openTestConnection();
  await external.db.execute(sql.raw("drop schema public cascade; create schema public"));
});
afterAll(async () => {
  await external.close();
  await rm(folder, { recursive: true });
});

const options = { clock: systemClock, applicationName: "ops-open-test" };

const settings = (change: Partial<DatabaseSettings> = {}): DatabaseSettings => ({
  url: new Secret(external.url),
  dataFolder: join(folder, "data"),
  cacheFolder: TEST_CACHE,
  throwAway: false,
  poolSize: 2,
  ...change,
});

test("an external database is opened and migrated, unless it is to be left alone", async () => {
  const untouched = await openDatabase(settings(), { ...options, migrate: false });
  expect((await migrationStatus(untouched)).applied).toEqual([]);
  await untouched.close();
  const opened = await openDatabase(settings(), options);
  expect((await migrationStatus(opened)).pending).toEqual([]);
  expect(opened.embedded).toBeNull();
  await opened.close();
});

test("a newer database is refused and the connection is closed again", async () => {
  await migrate(external, [...MIGRATIONS, { name: "9999_next", sql: "select 1" }]);
  const error = await openDatabase(settings(), { ...options, applicationName: "ops-refused" }).catch(
    (thrown) => thrown,
  );
  expect(error.code).toBe("database_newer");
  // The server takes a moment to notice that a client has left; one that stayed would fail this by the time limit.
  const left = () =>
    external.db.execute(sql`select 1 from pg_stat_activity where application_name = 'ops-refused'`);
  while ((await left()).length > 0);
});

test("without a URL the embedded server is started, and its data is there the next time", async () => {
  const embedded = settings({ url: null });
  const first = await openDatabase(embedded, options);
  expect(first.embedded?.version).toMatch(/^18\./);
  await first.db.execute(sql`insert into products (sku, updated_at) values ('LAMP', now())`);
  await first.close();
  const second = await openDatabase(embedded, options);
  expect([...(await second.db.execute(sql`select sku from products`))]).toEqual([{ sku: "LAMP" }]);
  await second.close();
});
