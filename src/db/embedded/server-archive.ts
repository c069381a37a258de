import { join } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import type { ServerPlatform } from "./pack-server.ts";

/** Name of the archive inside the compiled program; `scripts/build.ts` puts it there. */
export const EMBEDDED_ARCHIVE = "postgres.tar.zst";

const QUICK_LEVEL = 9;

/**
 * The packed server: the one inside the compiled program, or, in a source checkout, one packed on first use
 * from node_modules into `.cache/`. From there on both go the same way.
 */
export async function serverArchive(): Promise<Bun.BunFile> {
  if (Bun.isStandaloneExecutable) return Bun.file(join(import.meta.dir, EMBEDDED_ARCHIVE));
  const { packServer } = await import("./pack-server.ts");
  return Bun.file(await packServer({ platform: serverPlatform(), level: QUICK_LEVEL }));
}

function serverPlatform(): ServerPlatform {
  const platform = `${process.platform}-${process.arch}`;
  if (platform === "linux-x64" || platform === "linux-arm64") return platform;
  throw new OpsError("database_unavailable", `There is no embedded PostgreSQL for ${platform}.`, {
    hint: "Set DATABASE_URL or database.url to a PostgreSQL of your own.",
  });
}
