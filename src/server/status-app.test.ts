import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { openTestConnection, type TestConnection } from "../../test/support/connection.ts";
import { recordFailure } from "../db/stores/failures.ts";
import { pause, resume } from "../db/stores/pauses.ts";
import { NOW, placeOrder } from "../db/stores/testing/place-order.ts";
import { FakeClock } from "../platform/clock.ts";
import type { ApiCall } from "../platform/http/http-request.ts";
import { addShipment } from "../reports/testing/order-facts.ts";
import type { DaemonView } from "./daemon-view.ts";
import type { HealthDocument } from "./health.ts";
import { DaemonMetrics } from "./metrics.ts";
import { OutsideServices } from "./outside-services.ts";
import { statusApp } from "./status-app.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

/** A daemon as the server sees it. */
class Watched implements DaemonView {
  readonly clock = new FakeClock(NOW);
  readonly version = "1.2.3";
  readonly worker = "daemon@host:4711";
  readonly startedAt = NOW;
  readonly database = { isUp: true, since: NOW };
  isOpen = true;
  stopping = false;
  readonly metrics: DaemonMetrics;
  readonly services: OutsideServices;
  readonly app: ReturnType<typeof statusApp>;

  constructor() {
    this.metrics = new DaemonMetrics({ view: this, clock: this.clock });
    this.services = new OutsideServices(this.clock);
    this.app = statusApp({ view: this, clock: this.clock, metrics: this.metrics, services: this.services });
  }

  ops() {
    return this.isOpen ? { db: connection.db, clock: this.clock } : null;
  }

  isStopping() {
    return this.stopping;
  }

  async get(path: string) {
    const answer = await this.app.request(path);
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  }

  async health(): Promise<HealthDocument & { code: number }> {
    const { status, text } = await this.get("/api/v1/health");
    return { ...JSON.parse(text), code: status };
  }

  /** Samples by name and labels. */
  async samples(): Promise<Map<string, number>> {
    const { text } = await this.get("/metrics");
    const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
    return new Map(
      lines.map((line): [string, number] => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
  }
}

let daemon: Watched;
beforeEach(() => {
  daemon = new Watched();
});

const call = (change: Partial<ApiCall>): ApiCall => ({
  service: "BestBuy",
  endpoint: "ListOrders",
  relatedId: null,
  method: "GET",
  url: "http://127.0.0.1/api/orders",
  requestPayload: null,
  responseBody: null,
  statusCode: 200,
  isSuccess: true,
  error: null,
  attempt: 1,
  durationMs: 120,
  calledAt: NOW,
  ...change,
});

describe("a daemon", () => {
  test("that works is alive and ready", async () => {
    expect(await daemon.get("/livez")).toMatchObject({ status: 200, text: "alive\n" });
    expect(await daemon.get("/readyz")).toMatchObject({ status: 200, text: "ready\n" });
  });

  test("is alive, but not ready, before it has reached its database, while that is away, and when it stops", async () => {
    daemon.isOpen = false;
    expect(await daemon.get("/readyz")).toMatchObject({
      status: 503,
      text: "the database was not reached yet\n",
    });
    daemon.isOpen = true;
    daemon.database.isUp = false;
    expect(await daemon.get("/readyz")).toMatchObject({ status: 503, text: "the database is away\n" });
    daemon.database.isUp = true;
    daemon.stopping = true;
    expect(await daemon.get("/readyz")).toMatchObject({ status: 503, text: "stopping\n" });
    expect((await daemon.get("/livez")).status).toBe(200);
  });

  test("says what there is where nothing is", async () => {
    expect(await daemon.get("/")).toMatchObject({ status: 404, text: expect.stringContaining("/metrics") });
  });
});

describe("health", () => {
  test("tells of the database and of each service that was called: state, latency, since when", async () => {
    daemon.services.called(call({}));
    daemon.clock.advance(60_000);
    daemon.services.called(call({ service: "CanadaPost", durationMs: 900 }));
    const { type } = await daemon.get("/api/v1/health");
    expect(type).toBe("application/health+json");
    const health = await daemon.health();
    expect(health).toMatchObject({
      status: "pass",
      code: 200,
      version: "1.2.3",
      serviceId: "daemon@host:4711",
    });
    expect(health.checks.database).toMatchObject([
      { status: "pass", observedUnit: "ms", since: NOW.toISOString() },
    ]);
    expect(health.checks.BestBuy).toMatchObject([
      { status: "pass", observedValue: 120, since: NOW.toISOString() },
    ]);
    expect(health.checks.CanadaPost).toMatchObject([
      { status: "pass", observedValue: 900, since: "2026-03-02T15:01:00.000Z" },
    ]);
  });

  test("warns of a service that is out of reach or refuses the key, since the first time, and not of a refused order", async () => {
    const status = async () => (await daemon.health()).checks.BestBuy?.[0];
    daemon.services.called(call({ isSuccess: false, statusCode: 422, error: "marketplace_rejected: no" }));
    expect(await status()).toMatchObject({ status: "pass" });
    daemon.clock.advance(1_000);
    daemon.services.called(call({ isSuccess: false, statusCode: null, error: "timed_out: no answer" }));
    daemon.clock.advance(1_000);
    daemon.services.called(call({ isSuccess: false, statusCode: 401, error: "credentials_rejected: no" }));
    expect(await status()).toMatchObject({
      status: "warn",
      since: "2026-03-02T15:00:01.000Z",
      output: "credentials_rejected: no",
    });
    expect(await daemon.health()).toMatchObject({ status: "warn", code: 200 });
    daemon.services.called(call({}));
    expect(await status()).toMatchObject({ status: "pass", since: "2026-03-02T15:00:02.000Z" });
  });

  test("warns of what is paused", async () => {
    const scope = "connection:bestbuy/main";
    await pause(connection.db, { scope, code: "paused", reason: "stock-taking", by: "ana", at: NOW });
    expect(await daemon.health()).toMatchObject({
      status: "warn",
      checks: { pauses: [{ status: "warn", output: `${scope}: stock-taking` }] },
    });
    await resume(connection.db, { scope, by: "ana", at: NOW });
  });

  test("fails without the database", async () => {
    daemon.isOpen = false;
    expect(await daemon.health()).toMatchObject({ status: "fail", code: 503 });
  });
});

describe("metrics", () => {
  test("count units, slots, outside calls and waits as they happen", async () => {
    const { events, observer } = daemon.metrics;
    events.onUnit("create-labels", { end: "done", id: "A", what: "bought" });
    events.onUnit("create-labels", { end: "skipped", id: "B", what: "not due any more" });
    events.onSlot("fetch-orders", "skipped", 3);
    observer.called(call({ durationMs: 250 }));
    observer.called(call({ isSuccess: false, statusCode: 429, error: "throttled: too many" }));
    observer.waited("mirakl:bestbuy/main", 1_500);
    observer.waited("mirakl:bestbuy/main", 4);
    const samples = await daemon.samples();
    expect(Object.fromEntries(samples)).toMatchObject({
      'ops_units_total{workflow="create-labels",result="done"}': 1,
      'ops_units_total{workflow="create-labels",result="skipped"}': 1,
      'ops_schedule_slots_total{schedule="fetch-orders",outcome="skipped"}': 3,
      'ops_outside_call_duration_seconds_count{service="BestBuy",operation="ListOrders",outcome="ok"}': 1,
      'ops_outside_call_duration_seconds_sum{service="BestBuy",operation="ListOrders",outcome="ok"}': 0.25,
      'ops_outside_call_duration_seconds_count{service="BestBuy",operation="ListOrders",outcome="throttled"}': 1,
      'ops_rate_budget_waits_total{budget="mirakl:bestbuy/main"}': 1,
      'ops_rate_budget_wait_seconds_total{budget="mirakl:bestbuy/main"}': 1.5,
    });
    for (const name of ["process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"])
      expect(samples.get(name)).toBeGreaterThan(0);
  });

  test("tell how much is due and since when the oldest of it", async () => {
    const { events } = daemon.metrics;
    const unit = (id: string) => ({ id, deadline: null, connection: "bestbuy/main" });
    events.onDue("create-labels", [unit("A"), unit("B")]);
    daemon.clock.advance(30_000);
    events.onDue("create-labels", [unit("B"), unit("C")]);
    daemon.clock.advance(10_000);
    const before = await daemon.samples();
    expect(before.get('ops_due_units{workflow="create-labels"}')).toBe(2);
    expect(before.get('ops_due_oldest_seconds{workflow="create-labels"}')).toBe(40);
    events.onDue("create-labels", []);
    const after = await daemon.samples();
    expect(after.get('ops_due_oldest_seconds{workflow="create-labels"}')).toBe(0);
  });

  test("read orders, failures and purchases from the tables, and leave them out while the database is away", async () => {
    const { db } = connection;
    await placeOrder(db, { orderId: "A", status: "accepted" });
    await placeOrder(db, { orderId: "B", status: "accepted" });
    await addShipment(db, { orderId: "A" });
    await addShipment(db, {
      orderId: "B",
      purchase: "in_doubt",
      status: "label_creation_initiated",
      trackingPin: null,
      inDoubtSince: NOW,
    });
    await recordFailure(db, {
      processName: "ShippingLabelCreation",
      relatedId: "B",
      connection: "bestbuy/main",
      code: "answer_lost",
      details: "lost",
      payload: {},
      needs: "retry",
      retryAt: NOW,
      at: NOW,
    });
    const samples = await daemon.samples();
    expect(samples.get('ops_orders{status="accepted"}')).toBe(2);
    expect(samples.get('ops_orders{status="shipped"}')).toBe(0);
    expect(samples.get('ops_open_failures{process="ShippingLabelCreation",needs="retry"}')).toBe(1);
    expect(samples.get("ops_purchases_in_doubt")).toBe(1);
    const [bought] = await db.execute<{ n: number }>(
      sql`select count(*) as n from shipments where purchase = 'bought'`,
    );
    expect(samples.get('ops_labels_bought_total{carrier="canada-post",environment="production"}')).toBe(
      bought?.n ?? 0,
    );
    expect(samples.get("ops_database_up")).toBe(1);

    daemon.database.isUp = false;
    daemon.clock.advance(60_000);
    const away = await daemon.samples();
    expect(away.get("ops_database_up")).toBe(0);
    expect([...away.keys()].filter((name) => /^ops_(orders|labels|purchases)/.test(name))).toEqual([]);
  });

  test("leave the tables out when these do not answer", async () => {
    const answered = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = connection.db.transaction(async (tx) => {
      await tx.execute(sql`lock table order_current_status, orders in access exclusive mode`);
      locked.resolve();
      await answered.promise;
    });
    await locked.promise;
    const names = [...(await daemon.samples()).keys()];
    answered.resolve();
    await holding;
    expect(names.filter((name) => name.startsWith("ops_orders"))).toEqual([]);
    expect(names).toContain("ops_database_up");
  });
});
