import { appendFileSync, readFileSync } from "node:fs";
import { environment, PROGRAM } from "../../bench/program.ts";

interface Start {
  args: readonly string[];
  env: Record<string, string>;
  /** What it writes is kept there. */
  logFile: string;
  /** Told of each unit of work that it says it has done. */
  onUnit(atMs: number): void;
}

/** A running `ops`, as the machine sees it. */
export class OpsProcess {
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly stdout: Promise<string>;
  /** It ends when it is told to, and not by itself. */
  readonly isDaemon: boolean;

  constructor({ args, env, logFile, onUnit }: Start) {
    this.#child = Bun.spawn([PROGRAM, ...args], {
      env: { ...environment(), ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.isDaemon = args[0] === "daemon";
    this.stdout = new Response(this.#child.stdout).text();
    void followLines(this.#child.stderr, (line) => {
      appendFileSync(logFile, `${line}\n`);
      const { workflow, level, time } = logLine(line);
      if (workflow !== undefined && workflow !== NEWS && level === INFO && time !== undefined)
        onUnit(Date.parse(time));
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Stopped by SIGSTOP. */
  get isFrozen(): boolean {
    return this.isRunning && /\) T /.test(readFileSync(`/proc/${this.pid}/stat`, "utf8"));
  }

  get wasKilled(): boolean {
    return this.#child.signalCode === "SIGKILL";
  }

  get exited(): Promise<number> {
    return this.#child.exited;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}

/** It comes with every minute, whether there is work or not. */
const NEWS = "fetch-orders";
/** How pino numbers it: what went well. */
const INFO = 30;

interface LogLine {
  level?: number;
  time?: string;
  workflow?: string;
}

/** Empty for what is no line of the log, such as a stack trace. */
function logLine(line: string): LogLine {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

async function followLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of stream) {
    const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
  if (rest) onLine(rest);
}
