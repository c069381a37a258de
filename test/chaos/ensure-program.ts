import { join } from "node:path";
import { REPOSITORY } from "../../bench/program.ts";

/** Sees that `dist/ops` is what the sources say. Several at once do no harm: a build is put in its place when it is whole. */
export async function ensureProgram(): Promise<void> {
  const child = Bun.spawn([process.execPath, join(REPOSITORY, "scripts/ensure-built.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if ((await child.exited) !== 0) throw new Error("dist/ops could not be built.");
}
