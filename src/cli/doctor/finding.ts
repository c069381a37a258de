import type { OpsError } from "../../domain/errors.ts";

/** What a check came to. `bad`: work stands still or a person is needed. `warn`: it should not stay so. */
export interface Check {
  check: string;
  level: "ok" | "warn" | "bad";
  detail: string;
  /** What to do about it; null where nothing is to be done. */
  next: string | null;
}

export interface Finding extends Check {
  /** `settings`, `database`, `bestbuy/main`, … */
  area: string;
}

interface Trouble {
  detail: string;
  next: string;
}

export const ok = (check: string, detail: string): Check => ({ check, level: "ok", detail, next: null });
export const warn = (check: string, trouble: Trouble): Check => ({ check, level: "warn", ...trouble });
export const bad = (check: string, trouble: Trouble): Check => ({ check, level: "bad", ...trouble });

/** An error is told in its own words. */
export const failed = (check: string, { message, hint }: OpsError): Check =>
  bad(check, { detail: message, next: hint });

export const inArea = (area: string, checks: Check[]): Finding[] =>
  checks.map((check) => ({ area, ...check }));
