import { openEmbeddedPostgres } from "../../src/db/embedded/embedded-postgres.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { TEST_CACHE } from "./database.ts";

/**
 * A process that uses the embedded server of a data folder: `bun embedded-opener.ts FOLDER [throw-away]`. It prints the server's
 * URL when it has opened it, leaves it when its standard input closes, and prints `released`.
 */
const [dataDir = "", flag] = process.argv.slice(2);
const postgres = await openEmbeddedPostgres({
  dataDir,
  cacheDir: TEST_CACHE,
  clock: systemClock,
  durable: false,
  throwAway: flag === "throw-away",
});
console.log(postgres.url);
await Bun.stdin.text();
await postgres.release();
console.log("released");
