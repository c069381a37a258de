import { readFileSync } from "node:fs";
import { OpsError } from "../domain/errors.ts";

/** Where a PostgreSQL database is: behind a URL, or behind a Unix socket that trusts its folder's owner. */
export type DatabaseTarget =
  | { kind: "url"; url: string }
  | { kind: "socket"; folder: string; port: number; user: string; database: string };

/**
 * Reads a `postgresql://` URL. One whose host is a folder (`?host=/run/postgresql`) is a socket.
 * @throws `bad_settings`; the message does not repeat the URL, which may hold a password.
 */
export function targetFromUrl(text: string): DatabaseTarget {
  // libpq lets a host be absent behind a user; URLs do not.
  const url = URL.parse(text.replace(/^(\w+:\/\/[^/]*@)\//, "$1localhost/"));
  if (url?.protocol !== "postgresql:" && url?.protocol !== "postgres:")
    throw new OpsError(
      "bad_settings",
      "The database URL must read postgresql://user:password@host:port/database.",
      {
        facts: { key: "database.url" },
      },
    );
  const folder = url.searchParams.get("host") ?? decodeURIComponent(url.hostname);
  if (!folder.startsWith("/")) return { kind: "url", url: url.href };
  const user = decodeURIComponent(url.username) || url.searchParams.get("user") || "postgres";
  return {
    kind: "socket",
    folder,
    port: Number(url.port || url.searchParams.get("port") || 5432),
    user,
    database: decodeURIComponent(url.pathname.slice(1)) || user,
  };
}

/** For people: without password. */
export function nameTarget(target: DatabaseTarget): string {
  if (target.kind === "socket") return `database ${target.database} in ${target.folder}`;
  const url = new URL(target.url);
  return `database ${url.pathname.slice(1) || url.username} at ${url.hostname}:${url.port || 5432}`;
}

export interface ServerAddress {
  host: string;
  port: number;
  user: string;
  password?: string;
  database: string;
  ssl: false | { rejectUnauthorized: boolean; ca?: string };
}

/** The target in the words that both drivers share. Reads the file that `sslrootcert` names. */
export function serverAddress(target: DatabaseTarget): ServerAddress {
  if (target.kind === "socket") {
    const { folder, port, user, database } = target;
    return { host: folder, port, user, database, ssl: false };
  }
  const url = new URL(target.url);
  const user = decodeURIComponent(url.username) || "postgres";
  return {
    host: decodeURIComponent(url.hostname).replace(/^\[|\]$/g, "") || "localhost",
    port: Number(url.port || 5432),
    user,
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    ssl: tlsOf(url.searchParams),
  };
}

/** As libpq: `require` encrypts without asking who answers, `verify-ca` and `verify-full` ask. */
function tlsOf(parameters: URLSearchParams): ServerAddress["ssl"] {
  const mode = parameters.get("sslmode") ?? "disable";
  if (mode === "disable") return false;
  const certificate = parameters.get("sslrootcert");
  const ca = certificate && certificate !== "system" ? readFileSync(certificate, "utf8") : undefined;
  return { rejectUnauthorized: mode.startsWith("verify-") || ca !== undefined, ca };
}
