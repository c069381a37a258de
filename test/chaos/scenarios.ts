import type { Scenario } from "./scenario.ts";
import { cancelled } from "./scenarios/cancelled.ts";
import { connectionsCut } from "./scenarios/connections-cut.ts";
import { crowd } from "./scenarios/crowd.ts";
import { databaseKilled } from "./scenarios/database-killed.ts";
import { diskFull } from "./scenarios/disk-full.ts";
import { faultPoints } from "./scenarios/fault-points.ts";
import { frozenWorkers } from "./scenarios/frozen-workers.ts";
import { halfOpenDatabase } from "./scenarios/half-open-database.ts";
import { halfOpenOutside } from "./scenarios/half-open-outside.ts";
import { randomKills } from "./scenarios/random-kills.ts";

/** In the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  faultPoints,
  crowd,
  databaseKilled,
  cancelled,
  frozenWorkers,
  halfOpenDatabase,
  randomKills,
  diskFull,
  connectionsCut,
  halfOpenOutside,
];
