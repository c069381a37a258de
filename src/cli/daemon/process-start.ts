import { readFileSync } from "node:fs";

/** Position of the start time among what follows the name in /proc/PID/stat, and of the state. */
const START_FIELD = 19;
const STATE_FIELD = 0;
const ENDED_STATES = ["Z", "X"];

/**
 * When a process began, in clock ticks since the machine did; null when there is none. Pid and start together name one
 * process: a pid alone is given to another program some day.
 */
export function processStart(pid: number): string | null {
  const stat = readStat(pid);
  if (stat === null) return null;
  // The name stands in parentheses and may hold any character.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ENDED_STATES.includes(fields[STATE_FIELD] ?? "") ? null : (fields[START_FIELD] ?? null);
}

function readStat(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // There is no such process.
    return null;
  }
}
