import { DrizzleQueryError } from "drizzle-orm";
import postgres from "postgres";
import { OpsError } from "../domain/errors.ts";

/** Codes of Node, postgres.js and PostgreSQL which say that nothing is wrong with the statement itself. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOENT: "there is no such socket",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ETIMEDOUT: "there was no answer in time",
  CONNECT_TIMEOUT: "there was no answer in time",
  CONNECTION_CLOSED: "the connection broke",
  CONNECTION_DESTROYED: "the connection was closed",
  CONNECTION_ENDED: "the connection was closed",
  "25006": "the server takes no writes now",
  "28000": "the user was refused",
  "28P01": "the password is wrong",
  "3D000": "the database does not exist",
  "40001": "other work on the same rows came first",
  "40P01": "other work on the same rows stood in the way",
  "42501": "the user lacks the permission",
  "53300": "the server has no connection left",
  "55P03": "other work held the rows for too long",
  "57014": "the statement took too long",
  "57P01": "the server is shutting down",
  "57P02": "the server was restarted",
  "57P03": "the server is starting up",
};

const codeOf = (thrown: unknown): string | null =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : null;

/**
 * A database error in our terms: `database_unavailable` or `storage_unavailable` when the trouble is the server's or
 * the way to it. Everything else stays what PostgreSQL said, without the wrapper that repeats the statement with its
 * values (customer data) in the message.
 */
export function toDatabaseError(thrown: unknown): unknown {
  const error = thrown instanceof DrizzleQueryError ? thrown.cause : thrown;
  const code = codeOf(error);
  if (!(error instanceof Error) || code === null || error instanceof OpsError) return error;
  if (code === "53100")
    return new OpsError("storage_unavailable", "The disk of the database is full.", { cause: error });
  const why = UNAVAILABLE[code] ?? (code.startsWith("08") ? "the connection broke" : undefined);
  if (why === undefined) return error;
  return new OpsError("database_unavailable", `The database cannot be used: ${why} (${error.message}).`, {
    facts: { databaseCode: code },
    cause: error,
  });
}

/** Whether a statement failed because such a row exists already. */
export const isUniqueViolation = (thrown: unknown, constraint?: string): boolean =>
  thrown instanceof postgres.PostgresError &&
  thrown.code === "23505" &&
  (constraint === undefined || thrown.constraint_name === constraint);
