import { readdirSync } from "node:fs";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * The process under the names that Prometheus' own clients use. Those that come with prom-client measure the event
 * loop all the time, which alone costs an idle daemon half of a per cent of a core.
 */
export function addProcessMetrics(registry: Registry, startedAt: Date): void {
  const registers = [registry];
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start of the process, in seconds since 1970.",
    registers,
  }).set(startedAt.getTime() / 1000);
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory in bytes.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "process_open_fds",
    help: "Open file descriptors.",
    registers,
    collect() {
      const open = countOpenFiles();
      if (open !== null) this.set(open);
    },
  });
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Seconds of processor time, of the user and of the system.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}

function countOpenFiles(): number | null {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    // Where there is no /proc the number is left out.
    return null;
  }
}
