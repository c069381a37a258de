import { OpsError } from "../../../domain/errors.ts";
import { type ResolveInput, resolveFailure } from "../../../workflows/resolve-failure.ts";
import type { CommandRun } from "../../command.ts";
import { type ChangeInput, changeFailures } from "./change-failures.ts";

interface ResolveOptions extends ChangeInput {
  note: string | undefined;
  as: ResolveInput["labelEndedAs"];
}

/** Closes failures whose cause a person has dealt with; their orders go on from there. */
export function resolveFailures(run: CommandRun<ResolveOptions>): Promise<number> {
  const { note, as } = run.input;
  if (!note?.trim())
    throw new OpsError("bad_argument", "What was done? --note is missing.", {
      hint: 'For example: ops failures resolve 7 --note "corrected the address in the back office"',
    });
  return changeFailures(run, {
    label: "resolve",
    change: (ctx, failureId) => resolveFailure(ctx, { failureId, note, labelEndedAs: as }),
    what: ({ processName }) =>
      as ? `the label is booked as ${as.replace("_", " ")}` : `${processName} is closed`,
  });
}
