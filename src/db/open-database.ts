import type { Clock } from "../platform/clock.ts";
import type { DatabaseSettings } from "../platform/config/config.ts";
import { connectDatabase, type DatabaseConnection } from "./connect.ts";
import { type DatabaseTarget, targetFromUrl } from "./database-target.ts";
import { openEmbeddedPostgres } from "./embedded/embedded-postgres.ts";
import { migrate } from "./migrate.ts";

export interface OpenDatabase extends DatabaseConnection {
  /** The embedded server that this process shares; null for an external one. */
  embedded: { version: string; socketDir: string } | null;
}

interface OpenOptions {
  clock: Clock;
  /** Told what takes a while, for a person who waits. */
  log?: (message: string) => void;
  /** As `pg_stat_activity` shows us. */
  applicationName: string;
  /** False leaves the schema as it is. Default true. */
  migrate?: boolean;
}

/**
 * The database of the settings: an external one, or the embedded one, which starts when it is needed.
 * `close` also leaves the embedded server.
 * @throws `database_unavailable`, `database_newer`, `storage_unavailable`, `bad_settings`
 */
export async function openDatabase(settings: DatabaseSettings, options: OpenOptions): Promise<OpenDatabase> {
  const { target, embedded, release } = await findServer(settings, options);
  try {
    const connection = await openConnection(target, settings, options);
    return {
      ...connection,
      embedded,
      close: () => connection.close().finally(release),
    };
  } catch (error) {
    await release();
    throw error;
  }
}

interface Server {
  target: DatabaseTarget;
  embedded: OpenDatabase["embedded"];
  release(): Promise<void>;
}

async function findServer(settings: DatabaseSettings, { clock, log }: OpenOptions): Promise<Server> {
  if (settings.url)
    return { target: targetFromUrl(settings.url.reveal()), embedded: null, release: async () => {} };
  const { dataFolder: dataDir, cacheFolder: cacheDir, throwAway } = settings;
  const server = await openEmbeddedPostgres({ dataDir, cacheDir, clock, log, throwAway });
  const { version, socketDir } = server;
  return {
    target: targetFromUrl(server.url),
    embedded: { version, socketDir },
    release: () => server.release(),
  };
}

async function openConnection(
  target: DatabaseTarget,
  { poolSize }: DatabaseSettings,
  { applicationName, migrate: mayMigrate = true }: OpenOptions,
): Promise<DatabaseConnection> {
  const connection = await connectDatabase(target, { poolSize, applicationName });
  try {
    if (mayMigrate) await migrate(connection);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
