import { type FailureDetails, readFailure } from "../../../reports/failure-details.ts";
import type { CommandRun } from "../../command.ts";
import { failureIdIn } from "./choose-failures.ts";
import { renderFailure } from "./render-failure.ts";

/** A failure with its cause, its order and the calls that led to it. */
export async function showFailure(run: CommandRun<{ id: string }>): Promise<number> {
  const { input, output, clock } = run;
  const { db } = await run.database();
  const now = clock.now();
  const failure: FailureDetails = await readFailure(db, { failureId: failureIdIn(input.id), at: now });
  const { customerName: _customer, ...order } = failure.order ?? { customerName: null };
  const shown = { ...failure, order: failure.order === null ? null : order };
  await output.result(shown, (_, screen) => renderFailure(failure, { screen, now }));
  return 0;
}
