import { join } from "node:path";

export const REPOSITORY = join(import.meta.dir, "..");
export const PROGRAM = join(REPOSITORY, "dist/ops");
