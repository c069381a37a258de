import { readFileSync } from "node:fs";

const EVERY_MS = 100;

/** Watches how much memory a process has held at most, as Linux counts it, until it ends. */
export function watchMemory(pid: number): { stop(): number } {
  let peakBytes = Number.NaN;
  const read = () => {
    try {
      const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      if (kibibytes !== undefined) peakBytes = Number(kibibytes) * 1024;
    } catch (error) {
      // It has ended, or this is no Linux: what was read so far stands.
      if (!(error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")))
        throw error;
    }
  };
  const timer = setInterval(read, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return peakBytes;
    },
  };
}
