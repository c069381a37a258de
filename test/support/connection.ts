import { connectDatabase, type DatabaseConnection } from "../../src/db/connect.ts";
import { targetFromUrl } from "../../src/db/database-target.ts";
import { createTestDatabase } from "./database.ts";

export interface TestConnection extends DatabaseConnection {
  url: string;
}

/** A connection to a database of its own; closing it removes the database. */
export async function openTestConnection({ poolSize = 4 } = {}): Promise<TestConnection> {
  const database = await createTestDatabase();
  const connection = await connectTo(database.url, { poolSize });
  return {
    ...connection,
    url: database.url,
    close: async () => {
      await connection.close();
      await database.drop();
    },
  };
}

/** Another process's connection to the same database, as far as PostgreSQL can tell. */
export const connectTo = (url: string, { poolSize = 1 } = {}): Promise<DatabaseConnection> =>
  connectDatabase(targetFromUrl(url), { poolSize, applicationName: "ops-test" });
