import type { ErrorCode } from "./error-codes.ts";

/** Whether trying again is a way out of a failure at all: some ask only what a person has done. */
export const canBeRetried = ({ process, code }: { process: string; code: ErrorCode }): boolean =>
  process !== "LabelOrphaned" && code !== "number_contested";
