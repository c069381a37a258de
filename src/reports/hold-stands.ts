import { and, gt, isNull, or, type SQL } from "drizzle-orm";
import { orderHolds } from "../db/schema/index.ts";

/** Neither released nor run out at `at`. */
export const holdStands = (at: Date): SQL | undefined =>
  and(isNull(orderHolds.releasedAt), or(isNull(orderHolds.until), gt(orderHolds.until, at)));
