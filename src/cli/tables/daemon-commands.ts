import { type Command, command } from "../command.ts";
import { flag, integer, text } from "../parameter.ts";

/** What works without being called. */
export const DAEMON_COMMANDS: readonly Command[] = [
  command({
    path: "daemon",
    summary: "Work all the time: fetch, accept, label, push, track.",
    details: `In the foreground until Ctrl-C, or in the background with its subcommands.
Ctrl-C and SIGTERM finish what is under way, for daemon.drain_seconds at most; a
second Ctrl-C leaves at once, which is safe too. SIGHUP reads ops.toml again. A
database that is away is waited for.

  ops daemon start
  ops daemon install --print    a unit for systemd`,
    options: { logToFile: flag("Write the log to .ops/daemon.log, as in the background.") },
    serves: true,
    load: async () => (await import("../commands/daemon/work.ts")).work,
  }),
  command({
    path: "daemon start",
    summary: "Start it in the background.",
    load: async () => (await import("../commands/daemon/start.ts")).start,
  }),
  command({
    path: "daemon stop",
    summary: "Let it finish what is under way, and end it.",
    load: async () => (await import("../commands/daemon/stop.ts")).stop,
  }),
  command({
    path: "daemon restart",
    summary: "Stop it and start it again, as after an upgrade.",
    load: async () => (await import("../commands/daemon/restart.ts")).restart,
  }),
  command({
    path: "daemon reload",
    summary: "Have it read its settings again.",
    load: async () => (await import("../commands/daemon/reload.ts")).reload,
  }),
  command({
    path: "daemon status",
    summary: "Say whether it runs and how the work goes.",
    details: "Exit status 1 when it does not run.",
    load: async () => (await import("../commands/daemon/status.ts")).status,
  }),
  command({
    path: "daemon logs",
    summary: "Print the end of its log.",
    options: {
      lines: integer("Lines from the end.", { min: 0, max: 1_000_000, fallback: 50 }),
      follow: flag("Go on printing what is written, until Ctrl-C."),
    },
    serves: true,
    load: async () => (await import("../commands/daemon/logs.ts")).logs,
  }),
  command({
    path: "daemon install",
    summary: "Write a systemd unit for it.",
    details: `A unit of the user by default. Keys that come from the environment must be in
files instead: a unit does not have the environment of this shell.

  ops daemon install
  ops daemon install --system --user shop`,
    options: {
      system: flag("A unit of the machine, in /etc/systemd/system."),
      user: text("NAME", "The user of a machine's unit. Default: who runs this, before sudo."),
      print: flag("Print it and write nothing."),
    },
    load: async () => (await import("../commands/daemon/install.ts")).install,
  }),
  command({
    path: "schedule list",
    summary: "Show each schedule's last times and its next.",
    options: { last: integer("Times of each.", { min: 0, max: 1000, fallback: 3 }) },
    load: async () => (await import("../commands/schedule/list.ts")).list,
  }),
];
