import type { Hono } from "hono";
import { OpsError } from "../domain/errors.ts";

export interface Served {
  /** Where it listens: `http://127.0.0.1:9464`. */
  url: string;
  stop(): Promise<void>;
}

/** Serves an app over HTTP. Port 0 takes a free one. @throws `bad_settings` when the address cannot be had */
export function serveApp(app: Hono, { host, port }: { host: string; port: number }): Served {
  try {
    const server = Bun.serve({ hostname: host, port, fetch: app.fetch, idleTimeout: 10 });
    return {
      url: server.url.href.replace(/\/$/, ""),
      stop: () => server.stop(true),
    };
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    const reason =
      code === "EADDRINUSE"
        ? "another program has it"
        : cause instanceof Error
          ? cause.message
          : String(cause);
    throw new OpsError("bad_settings", `daemon.listen ${host}:${port} cannot be had: ${reason}.`, {
      facts: { key: "daemon.listen" },
      cause,
    });
  }
}
