/**
 * Everything that has to hold: types, format, lint, the repository's own rules, the build and all tests. It ends at the
 * first step that fails, and its last line always reads `N passed, N failed`; a step that is no test counts as one
 * when it fails.
 */
import { availableParallelism } from "node:os";
import {
  bunProgram,
  ensureBuilt,
  ensureInstalled,
  main,
  PROGRAM,
  run,
  runPackageScript,
} from "./toolchain.mjs";

/** What the paths of the repository's own rules contain; Bun runs by such parts, and leaves out by patterns. */
const RULES = "test/tidy";
const ALL_BUT_RULES = [`--path-ignore-patterns=${RULES}.test.ts`, `--path-ignore-patterns=${RULES}/**`];
/** Ends a test that hangs; one that starts databases and programs takes long on a busy machine. */
const LIMIT_MS = 300_000;

/**
 * Files run in several processes, for a test often waits for its database. Each process keeps what it has loaded and
 * started for all its files. The slowest files of the last run begin first, so that none is left over for the end.
 */
const SIDE_BY_SIDE = [
  `--parallel=${availableParallelism() + 1}`,
  "--no-isolate",
  "--timings=.cache/test-timings.json",
  "--update-timings",
];

/** Tests of commands start what the step before has built, and the sources when they run alone. */
process.env.BUILT_PROGRAM = PROGRAM;

const counts = { passed: 0, failed: 0 };

const steps = [
  ["packages", () => ensureInstalled().then(() => ({ status: 0, text: "" }))],
  ["types", () => runPackageScript("typescript/bin/tsc", ["--noEmit", "-p", "."], "kept")],
  ["format and lint", () => runPackageScript("@biomejs/biome/bin/biome", ["check"], "kept")],
  ["rules of the repository", () => bunTest([RULES])],
  ["build", () => ensureBuilt("kept")],
  ["tests", () => bunTest([...ALL_BUT_RULES, ...SIDE_BY_SIDE])],
];

await main(async () => {
  let status = 0;
  for (const [name, work] of steps) {
    status = await step(name, work);
    if (status !== 0) break;
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return status;
});

async function step(name, work) {
  const startedAt = performance.now();
  const { status, text } = await work().catch((error) => ({ status: 1, text: error.message }));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (status !== 0) {
    counts.failed = Math.max(counts.failed, 1);
    if (text) console.log(text.trim());
  }
  console.log(`${status === 0 ? "ok    " : "FAILED"}  ${name}, ${seconds} s`);
  return status;
}

/** Runs Bun's tests, shows what fails and what they warn of, and adds up what the summary says. */
async function bunTest(args) {
  const options = ["test", "--only-failures", `--timeout=${LIMIT_MS}`];
  const { status, text } = await run(bunProgram(), [...options, ...args], "shown");
  counts.passed += Number(text.match(/^ *(\d+) pass$/m)?.[1] ?? 0);
  counts.failed += Number(text.match(/^ *(\d+) fail$/m)?.[1] ?? 0);
  return { status, text: "" };
}
