import { afterEach, describe, expect, test } from "bun:test";
import { OpsError } from "../../domain/errors.ts";
import { answerServer, failing, ok } from "./testing/answer-server.ts";
import { createHttpWorld, effectOn, errorOf, requestTo, sendOnce } from "./testing/http-world.ts";
import { startRawServer } from "./testing/raw-server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const serve = answerServer();
const throttled = (headers: Record<string, string> = {}) =>
  new Response("slow down", { status: 429, headers });

async function dropping() {
  const server = await startRawServer({ answer: (socket) => socket.destroy() });
  closers.push(() => server.close());
  return server;
}

async function refusing() {
  const server = await startRawServer({ answer: () => {} });
  await server.close();
  return server.url;
}

describe("a read", () => {
  test("is tried three times, about 1 s and 2 s apart", async () => {
    const { client, calls, clock } = createHttpWorld();
    const { url, requests } = serve(failing, failing, ok);
    const start = clock.now().getTime();
    expect((await client.send(requestTo(url))).text()).toBe("ok");
    expect(requests()).toBe(3);
    expect(calls.map(({ attempt, statusCode, isSuccess }) => ({ attempt, statusCode, isSuccess }))).toEqual([
      { attempt: 1, statusCode: 503, isSuccess: false },
      { attempt: 2, statusCode: 503, isSuccess: false },
      { attempt: 3, statusCode: 200, isSuccess: true },
    ]);
    const waitedMs = clock.now().getTime() - start;
    expect(waitedMs).toBeGreaterThanOrEqual(2250);
    expect(waitedMs).toBeLessThanOrEqual(3750);
  });

  test("fails with its last error when all attempts failed", async () => {
    const { client, calls } = createHttpWorld();
    const error = await errorOf(client.send(requestTo(serve(failing).url)));
    expect(error.code).toBe("service_error");
    expect(calls).toHaveLength(3);
  });

  test("is not repeated when it was understood and refused", async () => {
    const { client } = createHttpWorld();
    const { url, requests } = serve(() => new Response("no", { status: 400 }));
    expect((await errorOf(client.send(requestTo(url)))).code).toBe("marketplace_rejected");
    expect(requests()).toBe(1);
  });

  test("names refusals, time-outs and broken connections", async () => {
    const { client } = createHttpWorld();
    expect((await errorOf(client.send(requestTo(await refusing())))).code).toBe("connection_failed");
    expect((await errorOf(client.send(requestTo((await dropping()).url)))).code).toBe("connection_failed");
    const silent = await startRawServer({ answer: () => {} });
    closers.push(() => silent.close());
    const error = await errorOf(
      client.send(requestTo(silent.url, { timeoutMs: 30, relatedId: "900000001-A" })),
    );
    expect(error.code).toBe("timed_out");
    expect(error.message).toBe("BestBuy ListOrders of 900000001-A: no whole answer within the time-out");
  });

  test("an answer of 20 MB is refused and not fetched again", async () => {
    const { client } = createHttpWorld();
    const { url, requests } = serve(() => new Response(Buffer.alloc(20 * 1024 * 1024, " ")));
    expect((await errorOf(client.send(requestTo(url)))).code).toBe("answer_too_large");
    expect(requests()).toBe(1);
  });

  test("an answer that its reader cannot digest is a bug, with a row", async () => {
    const { client, calls } = createHttpWorld();
    const classify = () => {
      throw new TypeError("x is undefined");
    };
    expect((await errorOf(client.send(requestTo(serve(ok).url, { classify })))).code).toBe("bug");
    expect(calls).toMatchObject([{ isSuccess: false, statusCode: 200, error: "bug: x is undefined" }]);
  });

  test("ends with the signal's reason, in a wait and in flight", async () => {
    const stop = new AbortController();
    const { client, calls } = createHttpWorld();
    const silent = await startRawServer({ answer: () => stop.abort(new Error("shutting down")) });
    closers.push(() => silent.close());
    await expect(client.send(requestTo(silent.url), stop.signal)).rejects.toThrow("shutting down");
    expect(calls).toHaveLength(1);
  });
});

describe("an effect", () => {
  test("is sent once, and its lost answer is in doubt", async () => {
    const { client, calls } = createHttpWorld();
    const { url, requests } = await dropping();
    const error = await errorOf(sendOnce(client, effectOn(url, { relatedId: "900000001-A" })));
    expect(error.code).toBe("answer_lost");
    expect(error.kind).toBe("in_doubt");
    expect(error.facts).toMatchObject({
      endpoint: "AcceptOrder",
      relatedId: "900000001-A",
      problem: "connection_lost",
    });
    expect(requests).toHaveLength(1);
    expect(calls).toHaveLength(1);
  });

  test("is sent once even to a host that has a connection open", async () => {
    const { client } = createHttpWorld();
    const server = await startRawServer({
      answer: (socket, request) =>
        request.startsWith("GET")
          ? socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
          : socket.destroy(),
    });
    closers.push(() => server.close());
    await client.send(requestTo(server.url));
    await client.send(requestTo(server.url));
    expect((await errorOf(sendOnce(client, effectOn(server.url)))).code).toBe("answer_lost");
    expect(server.requests.filter((request) => request.startsWith("PUT"))).toHaveLength(1);
  });

  test("that could not connect has done nothing", async () => {
    const { client } = createHttpWorld();
    const error = await errorOf(sendOnce(client, effectOn(await refusing())));
    expect(error.code).toBe("connection_failed");
    expect(error.message).toStartWith("BestBuy AcceptOrder: nothing was sent");
  });

  test("is what `classify` says on a 5xx, and is not repeated", async () => {
    const { client } = createHttpWorld();
    const { url, requests } = serve(failing);
    expect((await errorOf(sendOnce(client, effectOn(url)))).code).toBe("service_error");
    expect(requests()).toBe(1);
  });

  test.each([
    ["too large", () => new Response(Buffer.alloc(64)), { maxAnswerBytes: 16 }],
    ["not UTF-8", () => new Response(Buffer.from([0xc3, 0x28])), {}],
  ])("with an answer that is %s is in doubt", async (_case, answer, changes) => {
    const { client } = createHttpWorld();
    const classify = (given: { text(): string }) => (given.text() ? null : null);
    const sent = sendOnce(client, effectOn(serve(answer).url, { ...changes, classify }));
    expect((await errorOf(sent)).code).toBe("answer_lost");
  });

  test("on its way is awaited although the program stops", async () => {
    const stop = new AbortController();
    const { client } = createHttpWorld();
    const { url } = serve(() => {
      stop.abort();
      return ok();
    });
    expect((await sendOnce(client, effectOn(url), stop.signal)).text()).toBe("ok");
  });

  test("does not set out once the program stops", async () => {
    const { client } = createHttpWorld();
    const { url, requests } = serve(ok);
    const stopped = AbortSignal.abort(new Error("shutting down"));
    await expect(sendOnce(client, effectOn(url), stopped)).rejects.toThrow("shutting down");
    expect(requests()).toBe(0);
  });

  test.each([
    ["the database is away", new OpsError("database_unavailable", "The database is away.")],
    ["the database refuses it", new Error("no partition found")],
  ])("is not sent when its audit row cannot be written, since %s", async (_why, trouble) => {
    const { client } = createHttpWorld({
      recorder: { record: async () => {}, begin: () => Promise.reject(trouble) },
    });
    const { url, requests } = serve(ok);
    const error = await errorOf(sendOnce(client, effectOn(url)));
    expect(error.code).toBe("database_unavailable");
    expect(error.message).toContain(trouble.message);
    expect(requests()).toBe(0);
  });

  test("keeps its outcome when the audit row cannot be written, which is logged", async () => {
    const logged: string[] = [];
    const { client } = createHttpWorld({
      recorder: {
        record: () => Promise.reject(new Error("disk full")),
        begin: async () => ({ end: () => Promise.reject(new Error("disk full")) }),
      },
      log: { error: (...told: unknown[]) => void logged.push(String(told[1])) },
    });
    expect((await sendOnce(client, effectOn(serve(ok).url))).text()).toBe("ok");
    expect(logged).toEqual(["The audit row of BestBuy AcceptOrder could not be written."]);
  });
});

describe("a throttled call", () => {
  const budgets = [
    { key: "mirakl:bestbuy/main:OR11", points: 1, seconds: 60 },
    { key: "mirakl:bestbuy/main", points: 100, seconds: 60 },
  ];

  test("waits as long as it was told, and empties the narrowest budget for everybody", async () => {
    const { client, clock, taken, exhausted } = createHttpWorld();
    const { url } = serve(() => throttled({ "Retry-After": "7" }), ok);
    const start = clock.now().getTime();
    await client.send(requestTo(url, { budgets }));
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(7000);
    expect(clock.now().getTime() - start).toBeLessThanOrEqual(7250);
    expect(exhausted).toEqual([{ key: "mirakl:bestbuy/main:OR11", forMs: 7000 }]);
    expect(taken).toHaveLength(4);
  });

  test("understands a date", async () => {
    const { client, clock } = createHttpWorld();
    const { url } = serve(() => throttled({ "Retry-After": "Mon, 02 Mar 2026 15:00:20 GMT" }), ok);
    await client.send(requestTo(url));
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse("2026-03-02T15:00:20Z"));
  });

  test("falls back to the usual waits without the header", async () => {
    const { client, exhausted, clock } = createHttpWorld();
    const start = clock.now().getTime();
    await client.send(requestTo(serve(() => throttled(), ok).url, { budgets }));
    expect(clock.now().getTime() - start).toBeLessThanOrEqual(1250);
    expect(exhausted).toEqual([]);
  });

  test("is left to the unit's next turn when the wait is long, which the error tells", async () => {
    const { client, exhausted } = createHttpWorld();
    const { url, requests } = serve(() => throttled({ "Retry-After": "3600" }));
    const error = await errorOf(client.send(requestTo(url, { budgets })));
    expect(error.retryAfterMs).toBe(3_600_000);
    expect(requests()).toBe(1);
    expect(exhausted).toEqual([{ key: "mirakl:bestbuy/main:OR11", forMs: 60_000 }]);
  });

  test("sends nothing when the budget cannot be had", async () => {
    const { client, calls } = createHttpWorld({
      limiter: {
        take: () => Promise.reject(new OpsError("database_unavailable", "The database is away.")),
        exhaust: async () => {},
      },
    });
    const { url, requests } = serve(ok);
    expect((await errorOf(client.send(requestTo(url, { budgets })))).code).toBe("database_unavailable");
    expect(requests()).toBe(0);
    expect(calls).toEqual([]);
  });
});

describe("an outage", () => {
  test("opens the circuit after ten failures in a row, and one probe closes it", async () => {
    const { client, clock } = createHttpWorld();
    const { url, requests } = serve(...Array.from({ length: 10 }, () => failing), ok);
    const effect = effectOn(url);
    for (let nth = 1; nth <= 10; nth++)
      expect((await errorOf(sendOnce(client, effect))).code).toBe("service_error");
    const open = await errorOf(sendOnce(client, effect));
    expect(open.code).toBe("circuit_open");
    expect(open.retryAfterMs).toBe(10_000);
    expect(requests()).toBe(10);
    clock.advance(10_000);
    await sendOnce(client, effect);
    await sendOnce(client, effect);
    expect(requests()).toBe(12);
  });

  test("leaves the host alone for longer after a probe that failed", async () => {
    const { client, clock } = createHttpWorld();
    const effect = effectOn(serve(failing).url);
    for (let nth = 1; nth <= 10; nth++) await errorOf(sendOnce(client, effect));
    clock.advance(10_000);
    expect((await errorOf(sendOnce(client, effect))).code).toBe("service_error");
    const open = await errorOf(sendOnce(client, effect));
    expect(open.code).toBe("circuit_open");
    expect(open.retryAfterMs).toBe(20_000);
  });

  test("is not what refusals are", async () => {
    const { client } = createHttpWorld();
    const { url, requests } = serve(() => new Response("no", { status: 400 }));
    for (let nth = 1; nth <= 30; nth++) await errorOf(client.send(requestTo(url)));
    expect(requests()).toBe(30);
  });
});
