import postgres from "postgres";
import { DATABASE, SUPERUSER } from "./cluster.ts";
import { systemCode } from "./system-code.ts";

/** SQLSTATE codes, from PostgreSQL's appendix A, beside those of the system and the driver. */
const NO_SUCH_DATABASE = "3D000";
const TOO_MANY_CONNECTIONS = "53300";
const NOBODY_LISTENS = ["ENOENT", "ECONNREFUSED"];
const ENDS_OR_STARTS = [
  ...["57P01", "57P02", "57P03"],
  ...["CONNECT_TIMEOUT", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "ECONNRESET", "EPIPE"],
];

/** `absent`: nobody listens. `busy`: a server starts, recovers, stops or is too slow to answer. */
export type ServerState = "ready" | "busy" | "absent";

/** Asks whoever listens on the socket; a server that is ready has our database when this returns. */
export async function probeServer(socketDir: string): Promise<ServerState> {
  try {
    await ensureDatabase(socketDir);
    return "ready";
  } catch (error) {
    const code = systemCode(error);
    if (code === TOO_MANY_CONNECTIONS) return "ready";
    if (NOBODY_LISTENS.includes(code)) return "absent";
    if (ENDS_OR_STARTS.includes(code)) return "busy";
    throw error;
  }
}

async function ensureDatabase(socketDir: string): Promise<void> {
  try {
    await query({ socketDir, database: DATABASE, text: "select 1" });
  } catch (error) {
    if (systemCode(error) !== NO_SUCH_DATABASE) throw error;
    await query({ socketDir, database: "postgres", text: `create database ${DATABASE}` });
  }
}

interface Query {
  socketDir: string;
  database: string;
  text: string;
}

async function query({ socketDir, database, text }: Query): Promise<void> {
  const sql = postgres({
    host: socketDir,
    user: SUPERUSER,
    database,
    max: 1,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
  });
  try {
    await sql.unsafe(text);
  } finally {
    await sql.end({ timeout: 0 });
  }
}
