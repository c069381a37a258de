import { beforeAll, expect, test } from "bun:test";
import { FAULT_POINT_NAMES } from "../../src/domain/fault-points.ts";
import { ensureProgram } from "./ensure-program.ts";
import { type Outcome, runScenario } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { faultPointsOf } from "./scenarios/fault-points.ts";

const TIMEOUT_MS = 15 * 60_000;

beforeAll(ensureProgram, TIMEOUT_MS);

const struck = (scenario: Scenario, contract: boolean): Promise<Outcome> =>
  runScenario({ scenario, contract, seed: "test", note: () => {} });

const UNHARMED = { duplicates: 0, lost: 0, problems: [] };

test(
  "killed at each fault point, and started again: no order is lost, no label is bought twice",
  async () => {
    const [all, purchases] = await Promise.all([
      struck(faultPointsOf(FAULT_POINT_NAMES), true),
      struck(faultPointsOf(FAULT_POINT_NAMES.filter((name) => name.startsWith("create-labels"))), false),
    ]);
    expect(all).toMatchObject({ ...UNHARMED, kills: FAULT_POINT_NAMES.length });
    expect(purchases).toMatchObject(UNHARMED);
  },
  TIMEOUT_MS,
);
