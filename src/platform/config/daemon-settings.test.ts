import { describe, expect, test } from "bun:test";
import { COMPLETE, errorOf, load, problemsIn } from "./testing/settings-workspace.ts";

const withMore = (toml: string) => load(`${COMPLETE}\n${toml}`);

describe("schedules", () => {
  test("have times of their own, in UTC, with an hour of grace", async () => {
    const { schedules } = await load(COMPLETE);
    expect(schedules["fetch-orders"]).toEqual({
      cron: "*/5 * * * *",
      timeZone: "UTC",
      enabled: true,
      graceMs: 3_600_000,
    });
  });

  test("that come once a day are caught up all day, unless a grace is set", async () => {
    const { schedules } = await load(COMPLETE);
    expect(schedules.prune?.graceMs).toBe(24 * 3_600_000);
    const own = await withMore("[schedules.prune]\ngrace_minutes = 30");
    expect(own.schedules.prune?.graceMs).toBe(30 * 60_000);
  });

  test("take each key by itself", async () => {
    const { schedules } = await withMore(
      '[schedules.fetch-orders]\ntime_zone = "America/Toronto"\nenabled = false',
    );
    expect(schedules["fetch-orders"]).toMatchObject({
      cron: "*/5 * * * *",
      timeZone: "America/Toronto",
      enabled: false,
    });
  });

  test("that do not exist, never come or are in no zone are told of, all at once", async () => {
    const problems = problemsIn(
      await errorOf(
        withMore(
          '[schedules.fetch-order]\ncron = "* * * *"\n[schedules.fetch-orders]\ncron = "0 0 31 2 *"\ntime_zone = "Mars/Olympus"',
        ),
      ),
    );
    expect(problems["schedules.fetch-order"]).toBe("is no schedule: did you mean fetch-orders?");
    expect(problems["schedules.fetch-order.cron"]).toContain("must be five fields");
    expect(problems["schedules.fetch-orders.cron"]).toContain("never comes");
    expect(problems["schedules.fetch-orders.time_zone"]).toContain("must be a time zone");
  });
});

describe("what the daemon serves", () => {
  test("is off by default", async () => {
    expect((await load(COMPLETE)).daemon.listen).toBeNull();
  });

  test("listens on this machine without more words", async () => {
    for (const [address, host] of [
      ["127.0.0.1:9464", "127.0.0.1"],
      ["localhost:9464", "localhost"],
      ["[::1]:9464", "::1"],
    ])
      expect((await withMore(`[daemon]\nlisten = "${address}"`)).daemon.listen).toEqual({
        host: host ?? "",
        port: 9464,
      });
  });

  test("is in reach of others only where that is said", async () => {
    const open = '[daemon]\nlisten = "0.0.0.0:9464"';
    expect(problemsIn(await errorOf(withMore(open)))["daemon.listen"]).toContain("listen_beyond_loopback");
    expect((await withMore(`${open}\nlisten_beyond_loopback = true`)).daemon.listen?.host).toBe("0.0.0.0");
  });

  test("needs a port", async () => {
    expect(problemsIn(await errorOf(withMore('[daemon]\nlisten = "127.0.0.1"')))["daemon.listen"]).toContain(
      "must be an address",
    );
  });
});
