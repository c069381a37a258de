/** From a fresh checkout to a running demonstration: `npm start -- --orders 50`. */
import { ensureBuilt, ensureInstalled, main, PROGRAM, run } from "./toolchain.mjs";

await main(async (args) => {
  await ensureInstalled();
  const build = await ensureBuilt();
  if (build.status !== 0) return build.status;
  return (await run(PROGRAM, ["demo", ...args])).status;
});
