import { afterEach, describe, expect, test } from "bun:test";
import { createServer } from "node:net";
import { type Exchange, exchange } from "./exchange.ts";
import type { HttpRequest } from "./http-request.ts";
import { createCertificate } from "./testing/certificate.ts";
import { requestTo } from "./testing/http-world.ts";
import { type RawServer, rawAnswer, startRawServer } from "./testing/raw-server.ts";

const servers: RawServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(...[options]: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(options);
  servers.push(server);
  return server;
}

const put: Partial<HttpRequest> = { method: "PUT", body: "x", repeatability: "effect" };

function attempt(url: string, changes: Partial<HttpRequest> = {}, timeoutMs = 5000): Promise<Exchange> {
  return exchange({
    request: requestTo(url, changes),
    connectTimeoutMs: 5000,
    timeoutMs,
    ownConnection: true,
  });
}

describe("an exchange", () => {
  test("reads status, headers and body", async () => {
    const { url } = await serve({
      answer: (socket) => socket.write(rawAnswer("200 OK", "été", { "X-Mark": "1" })),
    });
    const { answer } = await attempt(url);
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get("x-mark")).toBe("1");
    expect(answer?.text()).toBe("été");
  });

  test("a PUT without a body says Content-Length: 0 and no content type", async () => {
    const { url, requests } = await serve({ answer: (socket) => socket.write(rawAnswer("200 OK", "")) });
    await attempt(url, { method: "PUT" });
    expect(requests[0]).toMatch(/^PUT \/ HTTP\/1\.1\r\n/);
    expect(requests[0]).toMatch(/\r\nContent-Length: 0\r\n/i);
    expect(requests[0]).not.toMatch(/content-type/i);
  });

  test("does not follow a redirect, which would carry the key elsewhere", async () => {
    const { url, requests } = await serve({
      answer: (socket) => socket.write(rawAnswer("302 Found", "", { Location: "/elsewhere" })),
    });
    const { answer } = await attempt(url);
    expect(answer?.status).toBe(302);
    expect(requests).toHaveLength(1);
  });

  test("text that is not UTF-8 is refused, the bytes are there", async () => {
    const { url } = await serve({
      answer: (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        socket.write(Buffer.from([0xc3, 0x28]));
      },
    });
    const { answer } = await attempt(url);
    expect(answer?.bytes).toEqual(Buffer.from([0xc3, 0x28]));
    expect(() => answer?.text()).toThrow("not UTF-8");
  });
});

describe("an exchange that fails", () => {
  test("refused: nothing has left", async () => {
    const server = await startRawServer({ answer: () => {} });
    await server.close();
    expect(await attempt(server.url, put)).toMatchObject({
      answer: null,
      failure: {
        ...{ problem: "unreachable", mayHaveLeft: false, status: null },
        detail: `nothing answers at ${new URL(server.url).host} (ECONNREFUSED)`,
        cause: expect.any(Error),
      },
    });
  });

  test("unknown host: nothing has left", async () => {
    const { failure } = await attempt("http://nowhere.invalid/", put);
    expect(failure).toMatchObject({ problem: "unreachable", mayHaveLeft: false });
  });

  test.each(["destroy", "resetAndDestroy"] as const)(
    "dropped before the answer (%s): it may have left",
    async (drop) => {
      const { url, requests } = await serve({ answer: (socket) => socket[drop]() });
      expect((await attempt(url, put)).failure).toMatchObject({
        problem: "connection_lost",
        mayHaveLeft: true,
        detail: `${new URL(url).host} closed the connection (ECONNRESET)`,
      });
      expect(requests).toHaveLength(1);
    },
  );

  test("dropped in the middle of the body: the status is known, the answer is not", async () => {
    const { url } = await serve({
      answer: (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{ half"),
    });
    expect((await attempt(url, put)).failure).toMatchObject({
      problem: "connection_lost",
      mayHaveLeft: true,
      status: 200,
    });
  });

  test("something that is not HTTP: it may have left", async () => {
    const { url } = await serve({ answer: (socket) => socket.end("good day\r\n\r\n") });
    expect((await attempt(url, put)).failure).toMatchObject({
      problem: "connection_lost",
      mayHaveLeft: true,
    });
  });

  test("no answer in time, or no end of it", async () => {
    const silent = await serve({ answer: () => {} });
    expect((await attempt(silent.url, put, 50)).failure).toMatchObject({
      problem: "timed_out",
      mayHaveLeft: true,
    });
    const stalled = await serve({
      answer: (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{ half"),
    });
    expect((await attempt(stalled.url, put, 50)).failure).toMatchObject({
      problem: "timed_out",
      status: 200,
    });
  });

  test("stopped by the caller", async () => {
    const stop = new AbortController();
    const { url } = await serve({ answer: () => stop.abort() });
    const { failure } = await exchange({
      request: requestTo(url),
      connectTimeoutMs: 5000,
      timeoutMs: 5000,
      ownConnection: false,
      signal: stop.signal,
    });
    expect(failure).toMatchObject({ problem: "aborted" });
  });
});

describe("an answer that is too large", () => {
  const megabyte = Buffer.alloc(1024 * 1024, "x");

  test("is refused by its announced length", async () => {
    const { url } = await serve({
      answer: (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${20 * megabyte.length}\r\n\r\n`),
    });
    expect((await attempt(url)).failure).toMatchObject({ problem: "answer_too_large", status: 200 });
  });

  test("is left in the middle when its length is not announced", async () => {
    let sent = 0;
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              sent += megabyte.length;
              controller.enqueue(megabyte);
              if (sent >= 200 * megabyte.length) controller.close();
            },
          }),
        ),
    });
    const { failure } = await attempt(server.url.href, { maxAnswerBytes: megabyte.length });
    await server.stop(true);
    expect(failure).toMatchObject({ problem: "answer_too_large", status: 200 });
    expect(sent).toBeLessThan(200 * megabyte.length);
  });
});

describe("a connection of its own", () => {
  /** Answers the first request of each connection and drops the connection at the second. */
  const dropSecond: Parameters<typeof startRawServer>[0] = {
    answer: (socket, _request, nth) =>
      nth === 1 ? socket.write(rawAnswer("200 OK", "ok")) : socket.destroy(),
  };

  test("is new even when another is open, so that the runtime never sends a PUT twice", async () => {
    const { url, requests } = await serve(dropSecond);
    const warmUp = { request: requestTo(url), connectTimeoutMs: 5000, timeoutMs: 5000, ownConnection: false };
    expect((await exchange(warmUp)).answer?.text()).toBe("ok");
    expect((await attempt(url, put)).answer?.text()).toBe("ok");
    expect(requests.filter((request) => request.startsWith("PUT"))).toHaveLength(1);
  });

  test("over TLS it is known to stand before the request leaves, even where a session could be resumed", async () => {
    const certificate = createCertificate();
    const { url, requests } = await serve({
      certificate,
      answer: (socket) => (requests.length < 3 ? socket.write(rawAnswer("200 OK", "ok")) : socket.destroy()),
    });
    const overTls = () =>
      exchange({
        request: requestTo(url, put),
        connectTimeoutMs: 5000,
        timeoutMs: 5000,
        ownConnection: true,
        trustedCertificate: certificate.cert,
      });
    expect((await overTls()).answer?.text()).toBe("ok");
    expect((await overTls()).answer?.text()).toBe("ok");
    expect((await overTls()).failure).toMatchObject({ problem: "connection_lost", mayHaveLeft: true });
    expect(requests).toHaveLength(3);
  });

  test("a certificate that is not trusted stops the request before it leaves", async () => {
    const { url, requests } = await serve({ certificate: createCertificate(), answer: () => {} });
    const { failure } = await attempt(url, put);
    expect(failure).toMatchObject({ problem: "unreachable", mayHaveLeft: false });
    expect(requests).toEqual([]);
  });

  test("a server that never finishes the handshake costs the connect time-out, and nothing has left", async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const { failure } = await exchange({
      request: requestTo(`https://localhost:${port}`, put),
      connectTimeoutMs: 50,
      timeoutMs: 60_000,
      ownConnection: true,
    });
    server.close();
    expect(failure).toMatchObject({ problem: "unreachable", mayHaveLeft: false });
  });
});
