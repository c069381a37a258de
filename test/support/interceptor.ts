/** Stands between us and the sandbox, where a test wants an answer that no fault of the sandbox gives. */
export interface Interceptor {
  url: string;
  /** Null lets everything through. */
  handle(handler: Handler | null): void;
  stop(): Promise<void>;
}

/** `forward` asks the sandbox. */
type Handler = (request: Request, forward: () => Promise<Response>) => Promise<Response>;

export function startInterceptor(target: string): Interceptor {
  let handler: Handler | null = null;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const body = new Uint8Array(await request.arrayBuffer());
      const forward = () => forwarded(request, { target, body });
      return handler ? handler(request, forward) : forward();
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    handle(next) {
      handler = next;
    },
    stop: () => server.stop(true),
  };
}

/** Under our own host name, so that the links in answers lead here again. */
async function forwarded(
  request: Request,
  { target, body }: { target: string; body: Uint8Array<ArrayBuffer> },
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { method, headers } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  const answer = await fetch(`${target}${pathname}${search}`, {
    method,
    headers,
    ...(hasBody ? { body } : {}),
  });
  const passed = new Headers(answer.headers);
  passed.delete("content-encoding");
  passed.delete("content-length");
  return new Response(answer.status === 204 ? null : await answer.arrayBuffer(), {
    status: answer.status,
    headers: passed,
  });
}

/** Something that a test waits for and something that waits for the test. */
export interface Gate {
  /** Resolves when somebody has come to the gate. */
  reached: Promise<void>;
  /** What comes to the gate waits here until it is opened. */
  pass(): Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  const arrival = Promise.withResolvers<void>();
  const opening = Promise.withResolvers<void>();
  return {
    reached: arrival.promise,
    pass() {
      arrival.resolve();
      return opening.promise;
    },
    open: () => opening.resolve(),
  };
}
