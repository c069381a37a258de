import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TEST_LIMIT_MS } from "../../../../test/support/test-limit.ts";
import { type Ran, runOps } from "../../testing/spawn-ops.ts";

setDefaultTimeout(TEST_LIMIT_MS);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ops-db-commands-"));
  for (const name of ["first", "second"]) await Bun.write(join(folder, name, "ops.toml"), "");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ops = (line: string, name = "first"): Promise<Ran> => runOps(line, { cwd: join(folder, name) });
const json = async (line: string, name?: string) => JSON.parse((await ops(`${line} --json`, name)).stdout);

test("a database is made, migrated, checked, backed up and brought back elsewhere", async () => {
  const [migration] = (await json("db migrate --dry-run")).pending;
  expect(await json("db migrate")).toMatchObject({ applied: expect.arrayContaining([migration]) });
  expect(await json("db status")).toMatchObject({ pending: [], embedded: expect.stringMatching(/^18\./) });
  expect(await ops("db check")).toMatchObject({ status: 0, stdout: expect.stringContaining("All is well") });

  const backup = await json("db backup ../backup");
  expect((await stat(join(folder, "backup"))).size).toBe(backup.bytes);
  expect(await ops("db backup ..")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`${folder} is there already`),
  });
  expect((await json("db restore ../backup", "second")).rows).toEqual(backup.rows);

  const again = await ops("db restore ../backup", "second");
  expect([again.status, again.stdout]).toEqual([5, ""]);
  expect(again.stderr).toContain("The database is not empty");
  expect(again.stderr).toContain(".ops/postgres");
});

test("the address is one that other tools take, and hides a password", async () => {
  expect((await ops("db url")).stdout).toStartWith("postgresql://");
  const url = "postgresql://ops:hidden@127.0.0.1:1/ops";
  const refused = await runOps("db url --json", { cwd: join(folder, "first"), env: { DATABASE_URL: url } });
  expect(refused.status).toBe(7);
  expect(JSON.parse(refused.stderr).error.code).toBe("database_unavailable");
  expect(refused.stdout + refused.stderr).not.toContain("hidden");
});
