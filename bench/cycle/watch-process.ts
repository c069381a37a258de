import { readFileSync } from "node:fs";

const EVERY_MS = 100;
/** Linux counts processor time in hundredths of a second, on every machine that we build for. */
const MS_PER_TICK = 10;

export interface ProcessUse {
  /** The most memory that it has held, as Linux counts it. */
  peakBytes: number;
  /** What it holds now. */
  residentBytes: number;
  /** Its own processor time; what it has started is not in it. */
  cpuMs: number;
}

/** Watches what a process uses until it ends. */
export function watchProcess(pid: number): { stop(): ProcessUse } {
  let use: ProcessUse = { peakBytes: Number.NaN, residentBytes: Number.NaN, cpuMs: Number.NaN };
  const timer = setInterval(() => {
    use = processUse(pid) ?? use;
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return use;
    },
  };
}

/** What a process uses now; null when it has ended. */
export function processUse(pid: number): ProcessUse | null {
  const status = readOfProcess(pid, "status");
  const stat = readOfProcess(pid, "stat");
  const bytesOf = (name: string) => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  };
  const [peakBytes, residentBytes] = [bytesOf("VmHWM"), bytesOf("VmRSS")];
  // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (peakBytes === null || residentBytes === null || fields.length <= 12) return null;
  return { peakBytes, residentBytes, cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK };
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
