import { OPERATIONS } from "./canada-post/operations.ts";
import { operations, withdrawn } from "./mirakl/operations.ts";
import type { ServiceName } from "./service.ts";

/** What a fault script can name, by service. */
export const OPERATION_NAMES: Readonly<Record<ServiceName, readonly string[]>> = {
  mirakl: [...new Set([...operations, ...withdrawn].map(({ code }) => code))],
  "canada-post": OPERATIONS,
};
