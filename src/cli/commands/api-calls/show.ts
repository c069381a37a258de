import { readApiCall } from "../../../reports/api-calls.ts";
import type { CommandRun } from "../../command.ts";
import { renderApiCall } from "./render-api-call.ts";

/** One call with what went over the wire; secrets were masked before it was stored. */
export async function showApiCall(run: CommandRun<{ id: number }>): Promise<number> {
  const { db } = await run.database();
  await run.output.result(await readApiCall(db, run.input.id), renderApiCall);
  return 0;
}
