/** Builds dist/ops when it is missing or older than what it is made of. */
import { ensureBuilt, main } from "./toolchain.mjs";

await main(async () => {
  const { status, text } = await ensureBuilt("kept");
  if (status !== 0) console.error(text);
  return status;
});
