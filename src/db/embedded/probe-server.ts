import postgres from "postgres";
import { SUPERUSER } from "./cluster.ts";
import { systemCode } from "./system-code.ts";

export const DATABASE = "ops";

/** SQLSTATE codes, from PostgreSQL's appendix A. */
const CANNOT_CONNECT_NOW = "57P03";
const TOO_MANY_CONNECTIONS = "53300";
const NO_SUCH_DATABASE = "3D000";

/** `absent`: nobody listens. `busy`: a server starts, recovers, stops or is too slow to answer. */
export type ServerState = "ready" | "busy" | "absent";

/** Asks whoever listens on the socket; a server that is ready has our database when this returns. */
export async function probeServer(socketDir: string): Promise<ServerState> {
  try {
    await query({ socketDir, database: DATABASE, text: "select 1" });
    return "ready";
  } catch (error) {
    switch (systemCode(error)) {
      case "ENOENT":
      case "ECONNREFUSED":
        return "absent";
      case TOO_MANY_CONNECTIONS:
        return "ready";
      case NO_SUCH_DATABASE:
        await query({ socketDir, database: "postgres", text: `create database ${DATABASE}` });
        return "ready";
      case CANNOT_CONNECT_NOW:
      case "CONNECT_TIMEOUT":
      case "CONNECTION_CLOSED":
      case "ECONNRESET":
      case "EPIPE":
        return "busy";
      default:
        throw error;
    }
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
  });
  try {
    await sql.unsafe(text);
  } finally {
    await sql.end({ timeout: 0 });
  }
}
