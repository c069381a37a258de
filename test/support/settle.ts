import { runUntilSettled } from "../../src/cli/demo/run-until-settled.ts";
import type { RunSummary } from "../../src/reports/run-summary.ts";
import type { Shop } from "./shop.ts";

/** Whole cycles, a minute apart, until nothing moves by itself any more. */
export async function settle({ ops }: Pick<Shop, "ops">): Promise<RunSummary> {
  return (await runUntilSettled(ops, { pauseMs: 60_000 })).summary;
}
