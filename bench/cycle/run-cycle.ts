import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sandboxSettings } from "../../src/cli/demo/sandbox-settings.ts";
import { loadConfig } from "../../src/platform/config/load-config.ts";
import { environment } from "../program.ts";
import type { OutsideWorld } from "./outside-world.ts";
import { type ProcessUse, watchProcess } from "./watch-process.ts";

/** One `ops run`. What it uses is counted without PostgreSQL. */
export interface CycleRun extends ProcessUse {
  concurrency: number;
  /** From the start of the process to its end. */
  wallMs: number;
  /** Milliseconds by workflow. */
  workflows: Map<string, number>;
  /** Orders that need a person, each with the reason's code. */
  failed: { id: string; code: string }[];
}

/** What `ops run --json` tells of a workflow. */
interface ReportedWorkflow {
  workflow: string;
  duration_ms: number;
  failed: { id: string; code: string }[];
}

interface CycleInput {
  program: string;
  /** An empty folder, which becomes the workspace. */
  folder: string;
  outside: OutsideWorld;
  /** The default of the settings when null. */
  concurrency: number | null;
}

/** The exit status of a run that left some units to a person. */
const SOME_FAILED = 1;
const LONG_AGO = new Date("2000-01-01T00:00:00Z");

/** Makes a workspace with the embedded database, then takes every order through one `ops run`. */
export async function runCycle({ program, folder, outside, concurrency }: CycleInput): Promise<CycleRun> {
  const settings = sandboxSettings({
    url: outside.url,
    contract: true,
    liveFrom: LONG_AGO,
    fast: true,
    unlimited: true,
    more: { log: { level: "warn" }, ...(concurrency === null ? {} : { engine: { concurrency } }) },
  });
  await writeFile(join(folder, "ops.toml"), settings);
  await writeFile(join(folder, "catalogue.csv"), await outside.catalogue());
  await call([program, "catalog", "import", "catalogue.csv"], folder);
  const config = await loadConfig({ cwd: folder, env: environment(), flags: {} });
  return { ...(await timeRun(program, folder)), concurrency: config.engine.concurrency };
}

async function timeRun(program: string, folder: string): Promise<Omit<CycleRun, "concurrency">> {
  const startedAt = performance.now();
  const child = Bun.spawn([program, "run", "--json"], {
    cwd: folder,
    env: environment(),
    stdout: "pipe",
    stderr: "pipe",
  });
  const watch = watchProcess(child.pid);
  const [text, complaints, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const wallMs = performance.now() - startedAt;
  const use = watch.stop();
  if (exitCode > SOME_FAILED) throw new Error(`ops run ended with ${exitCode}: ${complaints}`);
  const { workflows } = JSON.parse(text) as { workflows: ReportedWorkflow[] };
  return {
    ...use,
    wallMs,
    workflows: new Map(workflows.map(({ workflow, duration_ms }) => [workflow, duration_ms])),
    failed: workflows.flatMap((workflow) => workflow.failed),
  };
}

async function call(command: string[], cwd: string): Promise<void> {
  const child = Bun.spawn(command, { cwd, env: environment(), stdout: "ignore", stderr: "pipe" });
  const [complaints, exitCode] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}: ${complaints}`);
}
