/**
 * Builds the one file: `bun scripts/build.ts [--target linux-x64|linux-arm64] [--outfile FILE] [--quick]`, by default
 * `dist/ops` for this machine and `dist/ops-<target>` for a target that is named. --quick packs PostgreSQL in a second
 * instead of a quarter of a minute, into 2 MB more; both are packed once only.
 */
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { BunPlugin } from "bun";
import { packServer, type ServerPlatform } from "../src/db/embedded/pack-server.ts";
import { EMBEDDED_ARCHIVE } from "../src/db/embedded/server-archive.ts";

const TARGETS: Record<ServerPlatform, Bun.Build.CompileTarget> = {
  "linux-x64": "bun-linux-x64",
  "linux-arm64": "bun-linux-arm64",
};
const SMALLEST = 19;
const QUICK = 9;

/** Ink asks for it when its developers debug it, and the bundler whenever it bundles Ink. */
const withoutReactDevtools: BunPlugin = {
  name: "without-react-devtools",
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
      contents: "export default {}",
      loader: "js",
    }));
  },
};

const { values } = parseArgs({
  options: {
    target: { type: "string" },
    outfile: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});

const REPOSITORY = join(import.meta.dir, "..");
const target = values.target ?? `${process.platform}-${process.arch}`;
const platform = Object.keys(TARGETS).find((name): name is ServerPlatform => name === target);
if (!platform)
  throw new Error(`No build for ${target}: --target takes ${Object.keys(TARGETS).join(" or ")}.`);
const outfile = resolve(
  values.outfile ?? join(REPOSITORY, "dist", values.target ? `ops-${values.target}` : "ops"),
);
const startedAt = performance.now();

mkdirSync(dirname(outfile), { recursive: true });
// Beside its place, to be renamed when it is complete: a running program cannot be written over.
const workshop = mkdtempSync(join(dirname(outfile), ".build-"));
try {
  const archive = join(workshop, EMBEDDED_ARCHIVE);
  const level = values.quick ? QUICK : SMALLEST;
  copyFileSync(await packServer({ platform, level }), archive);
  await compile(platform, archive, join(workshop, "ops"));
  renameSync(join(workshop, "ops"), outfile);
} finally {
  rmSync(workshop, { recursive: true });
}
const megabytes = (statSync(outfile).size / 1e6).toFixed(0);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`${outfile}: ${platform}, ${megabytes} MB, built in ${seconds} s`);

async function compile(platform: ServerPlatform, archive: string, file: string): Promise<void> {
  await Bun.build({
    entrypoints: [join(REPOSITORY, "src/main.ts")],
    target: "bun",
    format: "esm",
    // Each command's code is read when that command runs.
    splitting: true,
    bytecode: true,
    // Names stay: they are a third of a megabyte, and what a stack trace is read by.
    minify: { whitespace: true, syntax: true, identifiers: false },
    sourcemap: "linked",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [withoutReactDevtools],
    compile: {
      target: TARGETS[platform],
      outfile: file,
      assets: [archive],
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  });
}
