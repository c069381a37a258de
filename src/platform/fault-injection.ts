import type { PassFaultPoint } from "../domain/fault-points.ts";
import type { FaultTrigger } from "./config/config.ts";

const SIGNALS = { kill: "SIGKILL", freeze: "SIGSTOP" } as const;

/** Ends or stops this very process when it passes the armed point for the n-th time; unarmed it does nothing. */
export function createFaultInjection(trigger: FaultTrigger | null): PassFaultPoint {
  if (trigger === null) return () => {};
  let passes = 0;
  return (effect, point) => {
    if (`${effect}:${point}` !== trigger.point || ++passes !== trigger.pass) return;
    process.kill(process.pid, SIGNALS[trigger.action]);
  };
}
