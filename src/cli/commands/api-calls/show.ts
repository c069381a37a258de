import { readApiCall } from "../../../reports/api-calls.ts";
import type { CommandRun } from "../../command.ts";
import { renderApiCall } from "./render-api-call.ts";

/** One call with what went over the wire; secrets were masked before it was stored. */
export async function showApiCall(run: CommandRun<{ id: number }>): Promise<number> {
  const { output, clock, input } = run;
  const { db } = await run.database();
  const now = clock.now();
  await output.result(await readApiCall(db, input.id), (call, screen) =>
    renderApiCall(call, { screen, now }),
  );
  return 0;
}
