import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection } from "../../test/support/connection.ts";
import { openQueue, type Queue } from "./queue.ts";
import { EngineWorld } from "./testing/engine-world.ts";

let world: EngineWorld;
let queue: Queue;
let name: string;
let named = 0;
beforeAll(async () => {
  world = await EngineWorld.open();
  ({ queue } = await world.openEngine("one"));
});
afterAll(() => world.close());

const openNamed = async () => {
  name = `queue-${++named}`;
  await queue.open(name);
};
const offer = (...unitIds: string[]) =>
  queue.offer(
    name,
    unitIds.map((unitId) => ({ unitId, priority: 0 })),
  );
const claimIds = async (most: number) => (await queue.claim(name, most)).map(({ unitId }) => unitId);
const inTransaction = <T>(work: Parameters<typeof world.db.transaction<T>>[0]) => world.db.transaction(work);

describe("a unit", () => {
  test("is claimed once, however often and by whomever it is offered", async () => {
    await openNamed();
    const { queue: other } = await world.openEngine("two");
    await other.open(name);
    await Promise.all([offer("A", "B"), offer("B", "C"), other.offer(name, [{ unitId: "A", priority: 0 }])]);
    const claims = await Promise.all([queue.claim(name, 10), other.claim(name, 10)]);
    expect(
      claims
        .flat()
        .map(({ unitId }) => unitId)
        .sort(),
    ).toEqual(["A", "B", "C"]);
    await offer("A", "B", "C");
    expect(await claimIds(10)).toEqual([]);
  });

  test("that was given back or completed can be offered again", async () => {
    await openNamed();
    await offer("A", "B");
    const [first, second] = await queue.claim(name, 2);
    await queue.release(name, first?.jobId ?? "");
    expect(await inTransaction((tx) => queue.complete(name, second?.jobId ?? "", tx))).toBe(true);
    await offer("A", "B");
    expect((await claimIds(10)).sort()).toEqual(["A", "B"]);
  });

  test("that a process took with it when it died is free as soon as another opens the queue", async () => {
    await openNamed();
    await offer("A");
    expect(await claimIds(1)).toEqual(["A"]);
    await world.silenceClaims(name);
    const { queue: next } = await world.openEngine("next");
    await next.open(name);
    await next.offer(name, [{ unitId: "A", priority: 0 }]);
    expect(await next.claim(name, 1)).toMatchObject([{ unitId: "A" }]);
  });

  test("goes by priority, then by when it was offered", async () => {
    await openNamed();
    const units = ["late", "soon", "soon too", "later"];
    const priorities = [-9, -5, -5, -10];
    await queue.offer(
      name,
      units.map((unitId, index) => ({ unitId, priority: priorities[index] ?? 0 })),
    );
    const claimed: string[] = [];
    for (let next = await claimIds(1); next.length > 0; next = await claimIds(1)) claimed.push(...next);
    expect(claimed).toEqual(["soon", "soon too", "late", "later"]);
  });
});

describe("a claim", () => {
  const claimOne = async () => {
    await openNamed();
    await offer("A");
    const [claim] = await queue.claim(name, 1);
    return claim?.jobId ?? "";
  };

  test("ends with the transaction that completes it, or not at all", async () => {
    const jobId = await claimOne();
    const failing = inTransaction(async (tx) => {
      expect(await queue.complete(name, jobId, tx)).toBe(true);
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    expect(await inTransaction((tx) => queue.holds(name, jobId, tx))).toBe(true);
    expect(await inTransaction((tx) => queue.complete(name, jobId, tx))).toBe(true);
    expect(await inTransaction((tx) => queue.complete(name, jobId, tx))).toBe(false);
    expect(await inTransaction((tx) => queue.holds(name, jobId, tx))).toBe(false);
  });

  test("is lost by silence, and what was lost neither holds nor completes", async () => {
    const jobId = await claimOne();
    await world.expireClaims(name);
    expect(await inTransaction((tx) => queue.holds(name, jobId, tx))).toBe(false);
    expect(await inTransaction((tx) => queue.complete(name, jobId, tx))).toBe(false);
    await offer("A");
    expect(await claimIds(1)).toEqual(["A"]);
  });

  test("stands as long as it is renewed", async () => {
    const jobId = await claimOne();
    await world.db.execute(
      sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where name = ${name}`,
    );
    await queue.touch(name, [jobId]);
    await world.db.execute(sql`update pgboss.queue set monitor_claim_on = null where name = ${name}`);
    await world.expireClaims(name, []);
    expect(await inTransaction((tx) => queue.holds(name, jobId, tx))).toBe(true);
    await queue.touch(name, []);
  });

  test("that is renewed may last many hours", async () => {
    const jobId = await claimOne();
    await world.db.execute(
      sql`update pgboss.job set started_on = now() - interval '23 hours' where id = ${jobId}::uuid`,
    );
    await world.expireClaims(name, []);
    expect(await inTransaction((tx) => queue.holds(name, jobId, tx))).toBe(true);
  });

  test("is seen by others while it stands; a unit that is only offered is nobody's", async () => {
    const jobId = await claimOne();
    await offer("B");
    expect(await queue.stillHeld(name, ["A", "B", "C"])).toEqual(["A"]);
    await queue.release(name, jobId);
    expect(await queue.stillHeld(name, ["A", "B", "C"])).toEqual([]);
  });
});

describe("a queue", () => {
  test("can be opened by several processes at once, on a database that has none yet", async () => {
    const fresh = await openTestConnection({ poolSize: 1 });
    const open = () => openQueue({ pool: fresh.pgPoolConfig(), onError: (error) => errors.push(error) });
    const errors: Error[] = [];
    const queues = await Promise.all([open(), open(), open()]);
    await Promise.all(queues.flatMap((one) => [one.open("same"), one.open("same"), one.open("other")]));
    await queues[0]?.offer("same", [{ unitId: "A", priority: 0 }]);
    const claims = await Promise.all(queues.map((one) => one.claim("same", 1)));
    expect(claims.flat()).toHaveLength(1);
    await Promise.all(queues.map((one) => one.close()));
    expect(errors).toEqual([]);
    await fresh.close();
  });

  test("takes its options anew from the program that opens it", async () => {
    await openNamed();
    await world.db.execute(
      sql`update pgboss.queue set heartbeat_seconds = 999, expire_seconds = 60, retry_limit = 5 where name = ${name}`,
    );
    const { queue: newer } = await world.openEngine("newer");
    await newer.open(name);
    const rows = await world.db.execute(sql`
      select policy, heartbeat_seconds, expire_seconds, retry_limit from pgboss.queue where name = ${name}`);
    expect([...rows]).toEqual([
      { policy: "exclusive", heartbeat_seconds: 30, expire_seconds: 86_400, retry_limit: 0 },
    ]);
  });

  test("that could not be opened once can be opened later", async () => {
    const { queue: troubled } = await world.openEngine("troubled");
    await world.db.execute(sql`alter table pgboss.queue rename to away`);
    try {
      await expect(troubled.open("opened-late")).rejects.toThrow();
    } finally {
      await world.db.execute(sql`alter table pgboss.away rename to queue`);
    }
    await troubled.open("opened-late");
    await troubled.offer("opened-late", [{ unitId: "A", priority: 0 }]);
    expect(await troubled.claim("opened-late", 1)).toHaveLength(1);
  });

  test("leaves no connection behind, neither when it closes nor when it can not open", async () => {
    const fresh = await openTestConnection({ poolSize: 1 });
    const pool = { ...fresh.pgPoolConfig(), application_name: "watched" };
    const watched = async () => {
      const rows = await fresh.db.execute<{ count: number }>(
        sql`select count(*) from pg_stat_activity where application_name = 'watched'`,
      );
      return rows[0]?.count;
    };
    const opened = await openQueue({ pool, onError: () => {} });
    await opened.open("watched");
    expect(await watched()).toBeGreaterThan(0);
    await opened.close();
    expect(await watched()).toBe(0);
    await fresh.db.execute(sql`create role queue_stranger login`);
    const stranger = openQueue({ pool: { ...pool, user: "queue_stranger" }, onError: () => {} });
    await expect(stranger).rejects.toThrow("permission denied");
    expect(await watched()).toBe(0);
    await fresh.db.execute(sql`drop role queue_stranger`);
    await fresh.close();
  });
});
