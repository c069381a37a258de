import type { RunProgress } from "../engine/run-workflow.ts";
import type { CycleOptions } from "../workflows/run-cycle.ts";
import type { Output } from "./output/output.ts";
import { answerWaitText } from "./wait-text.ts";

interface CycleProgress {
  listeners: Pick<CycleOptions, "onProgress" | "onWait">;
  done(): void;
}

/** Shows a cycle on a bar: one workflow after another, and what it waits for. */
export function cycleProgress(output: Output): CycleProgress {
  const progress = output.progress();
  let shown: RunProgress = { workflow: "", total: 0, finished: 0, failed: 0 };
  return {
    listeners: {
      onProgress(now) {
        if (now.workflow !== shown.workflow || now.total !== shown.total || now.finished < shown.finished) {
          progress.start(now.total, now.workflow);
          shown = { ...now, finished: 0 };
        }
        progress.tick(now.finished - shown.finished, now.failed > 0 ? `${now.failed} failed` : undefined);
        shown = now;
      },
      onWait(until) {
        output.waiting(answerWaitText(until), until);
      },
    },
    done: () => progress.done(),
  };
}
