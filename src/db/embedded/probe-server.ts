import pg from "pg";
import { DATABASE, SUPERUSER } from "./cluster.ts";
import { systemCode } from "./system-code.ts";

/** SQLSTATE codes, from PostgreSQL's appendix A, beside those of the system. */
const NO_SUCH_DATABASE = "3D000";
const TOO_MANY_CONNECTIONS = "53300";
const NOBODY_LISTENS = ["ENOENT", "ECONNREFUSED"];
const ENDS_OR_STARTS = ["57P01", "57P02", "57P03", "ECONNRESET", "EPIPE"];
/** What the driver says by itself, without a code: the server hung up, or did not answer in time. */
const NO_CODE = "";
const TIMEOUT_MS = 5_000;

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
    if (ENDS_OR_STARTS.includes(code) || code === NO_CODE) return "busy";
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
  const client = new pg.Client({
    host: socketDir,
    user: SUPERUSER,
    database,
    ssl: false,
    connectionTimeoutMillis: TIMEOUT_MS,
  });
  // A broken connection is told here besides failing what waits for it, and would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end();
  }
}
