import { join } from "node:path";

export const REPOSITORY = join(import.meta.dir, "..");
export const PROGRAM = join(REPOSITORY, "dist/ops");

/** What the program is run with: nothing that could lead it to a real shop or database. */
export const environment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name.startsWith("OPS_") || name === "DATABASE_URL" ? [] : [[name, value]],
    ),
  );
