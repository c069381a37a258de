import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchOptions } from "./bench-options.ts";
import { columns, verdict } from "./columns.ts";
import { median } from "./median.ts";

const ROUNDS = 100;
const AIM = 2;

/** How long `ops --version` and `ops --help` take, against a compiled program that does nothing. */
export async function startup({ program }: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ops-bench-"));
  try {
    const empty = await compileEmptyProgram(folder);
    const taken = measure([[empty], [program, "--version"], [program, "--help"]]);
    const [base = Number.NaN, ...rest] = taken.map(median);
    const lines = ["ops --version", "ops --help"].map((name, index) => {
      const ms = rest[index] ?? Number.NaN;
      return [name, `${ms.toFixed(1)} ms`, `${(ms / base).toFixed(2)}x`, verdict(ms / base <= AIM)];
    });
    console.log(`startup: medians of ${ROUNDS} runs in turn; aim: at most ${AIM}x`);
    console.log(`${columns([["an empty program", `${base.toFixed(1)} ms`, "", ""], ...lines])}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Compiled the way scripts/build.ts compiles ops. */
async function compileEmptyProgram(folder: string): Promise<string> {
  const source = join(folder, "empty.ts");
  const outfile = join(folder, "empty");
  await writeFile(source, "export {};\n");
  await Bun.build({
    entrypoints: [source],
    target: "bun",
    format: "esm",
    bytecode: true,
    minify: true,
    compile: { outfile, autoloadDotenv: false, autoloadBunfig: false },
  });
  return outfile;
}

/** Milliseconds of every run of each command; the commands take turns, so that all meet the same load. */
function measure(commands: string[][]): number[][] {
  const taken = commands.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round++)
    for (const [index, command] of commands.entries()) {
      const startedAt = performance.now();
      const { exitCode } = Bun.spawnSync(command, { stdout: "ignore", stderr: "ignore" });
      const ms = performance.now() - startedAt;
      if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}.`);
      // The first round reads the files from the disk.
      if (round >= 0) taken[index]?.push(ms);
    }
  return taken;
}
