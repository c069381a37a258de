import { readFileSync } from "node:fs";

const EVERY_MS = 100;
/** Linux counts processor time in hundredths of a second, on every machine that we build for. */
const MS_PER_TICK = 10;

export interface ProcessUse {
  /** The most memory that it has held, as Linux counts it. */
  peakBytes: number;
  /** Its own processor time; what it has started is not in it. */
  cpuMs: number;
}

/** Watches what a process uses until it ends. */
export function watchProcess(pid: number): { stop(): ProcessUse } {
  const use: ProcessUse = { peakBytes: Number.NaN, cpuMs: Number.NaN };
  const timer = setInterval(() => {
    const status = readOfProcess(pid, "status");
    const stat = readOfProcess(pid, "stat");
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kibibytes !== undefined) use.peakBytes = Number(kibibytes) * 1024;
    // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th field behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields.length > 12) use.cpuMs = (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return use;
    },
  };
}

/** Empty when the process has ended, or this is no Linux. */
function readOfProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return "";
    throw error;
  }
}
