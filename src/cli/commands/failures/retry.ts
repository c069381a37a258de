import { retryFailure } from "../../../workflows/retry-failure.ts";
import type { CommandRun } from "../../command.ts";
import { type ChangeInput, changeFailures } from "./change-failures.ts";

/** Makes what failed due again. */
export const retryFailures = (run: CommandRun<ChangeInput>): Promise<number> =>
  changeFailures(run, {
    label: "retry",
    change: retryFailure,
    what: ({ processName, code }) =>
      code === "look_ups_used_up" || code === "answer_lost"
        ? "looked up again at once"
        : `${processName} is due again`,
  });
