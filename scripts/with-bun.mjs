/** Runs a script on the installed Bun: `node scripts/with-bun.mjs FILE ARGUMENTS`. */
import { bunProgram, ensureInstalled, main, run } from "./toolchain.mjs";

await main(async (args) => {
  await ensureInstalled();
  return (await run(bunProgram(), args)).status;
});
