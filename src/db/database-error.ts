import { DrizzleQueryError } from "drizzle-orm";
import pg from "pg";
import { OpsError } from "../domain/errors.ts";

const BROKE = "the connection broke";

/** Codes of Node and PostgreSQL which say that nothing is wrong with the statement itself. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOENT: "there is no such socket",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: BROKE,
  EPIPE: BROKE,
  ETIMEDOUT: "there was no answer in time",
  "25006": "the server takes no writes now",
  "25P03": "the transaction stood still for too long",
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

/** Where the driver gives no code its words are all there is. */
const DRIVER_WORDS: Readonly<Record<string, string>> = {
  "Connection terminated": "the connection was closed",
  "Connection terminated unexpectedly": BROKE,
  "Connection terminated due to connection timeout": "there was no answer in time",
  "Query read timeout": "there was no answer in time",
  "timeout expired": "there was no answer in time",
  "timeout exceeded when trying to connect": "there was no answer in time, or no connection was free",
  "Client has encountered a connection error and is not queryable": BROKE,
  "Client was closed and is not queryable": "the connection was closed",
  "Cannot use a pool after calling end on the pool": "the connection was closed",
  "The server does not support SSL connections": "the server does not encrypt",
};

/** Node's or PostgreSQL's code of an error, null when it has none. */
export const databaseCodeOf = (thrown: unknown): string | null =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : null;

function whyUnavailable(error: Error): string | undefined {
  const code = databaseCodeOf(error);
  if (code === null) return DRIVER_WORDS[error.message];
  return UNAVAILABLE[code] ?? (code.startsWith("08") ? BROKE : undefined);
}

/**
 * A database error in our terms: `database_unavailable` or `storage_unavailable` when the trouble is the server's or
 * the way to it. Everything else stays what PostgreSQL said, without drizzle's wrapper that repeats the statement with
 * its values (customer data) in the message.
 */
export function toDatabaseError(thrown: unknown): unknown {
  const error = thrown instanceof DrizzleQueryError ? thrown.cause : thrown;
  if (!(error instanceof Error) || error instanceof OpsError) return error;
  const code = databaseCodeOf(error);
  if (code === "53100")
    return new OpsError("storage_unavailable", "The disk of the database is full.", { cause: error });
  const why = whyUnavailable(error);
  if (why === undefined) return error;
  return new OpsError("database_unavailable", `The database cannot be used: ${why} (${error.message}).`, {
    facts: { databaseCode: code },
    cause: error,
  });
}

/** Whether the database is away. Whoever works with it meets that and tells of it once; nobody else has to. */
export const isOutage = (error: unknown): boolean =>
  error instanceof OpsError && error.code === "database_unavailable";

/** Whether a statement failed because such a row exists already. */
export const isUniqueViolation = (thrown: unknown, constraint?: string): boolean =>
  thrown instanceof pg.DatabaseError &&
  thrown.code === "23505" &&
  (constraint === undefined || thrown.constraint === constraint);

/** Whether the values themselves were refused: their form, or what must hold between them. */
export const isRefusedData = (thrown: unknown): thrown is pg.DatabaseError =>
  thrown instanceof pg.DatabaseError && /^2[23]/.test(thrown.code ?? "");
