import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../../../..");

/** The folder with the carrier's schemas and samples; null, after saying so, when it is not on this machine. */
export function contractsFolder(): string | null {
  const folder = join(process.env.OPS_CONTRACTS_DIR ?? join(ROOT, "../shared/contracts"), "canada-post");
  if (existsSync(folder)) return folder;
  console.warn(`Not checked against the carrier's schemas: ${folder} is absent (set OPS_CONTRACTS_DIR).`);
  return null;
}

/** One of the carrier's samples, such as `02-shipment-domestic-signature.response.xml`. */
export function sample(folder: string, name: string): string {
  return readFileSync(join(folder, "examples", name), "utf8");
}
