/** What the scripts share: they run on plain Node 20 or on Bun, before anything is installed. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
export const PROGRAM = join(REPOSITORY, "dist/ops");

const SOURCES = ["src", "drizzle", "scripts/build.ts", "package.json", "package-lock.json"];

const inRepository = (...path) => join(REPOSITORY, ...path);
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/**
 * Runs a program in the repository and answers its exit status and, unless it has the terminal for itself, its output,
 * which is shown as it comes or kept. A Ctrl-C reaches the whole terminal: the program answers it, and we wait for that.
 * Other signals reach us alone, and are passed on.
 * @param {"terminal" | "shown" | "kept"} output
 */
export function run(command, args, output = "terminal") {
  return new Promise((resolve, reject) => {
    const pipe = output === "terminal" ? "inherit" : "pipe";
    const child = spawn(command, args, { cwd: REPOSITORY, stdio: ["inherit", pipe, pipe] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (part) => {
        text += part;
        if (output === "shown") process.stdout.write(part);
      });
    const waitForAnswer = () => {};
    const passOn = (signal) => child.kill(signal);
    process.on("SIGINT", waitForAnswer).on("SIGTERM", passOn).on("SIGHUP", passOn);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", waitForAnswer).off("SIGTERM", passOn).off("SIGHUP", passOn);
      resolve({ status: code ?? 128 + constants.signals[signal], text });
    });
  });
}

/** Runs a script of an installed package on what runs us, for that may be the only one there is. */
export function runPackageScript(script, args, output) {
  return run(process.execPath, [inRepository("node_modules", script), ...args], output);
}

/** Installs what the lock file names, unless it is there: at once when we did it, or when a person did. */
export async function ensureInstalled() {
  const lock = readFileSync(inRepository("package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const stamp = inRepository("node_modules/.installed-lock");
  const installed = existsSync(stamp)
    ? readFileSync(stamp, "utf8") === wanted
    : missingPackages().length === 0;
  if (installed) return;
  console.log("Installing packages …");
  const { status } = isOnPath("npm")
    ? // Not `npm ci`, which refuses a lock file that leaves out packages of platforms the registry does not carry.
      await run("npm", ["install", "--no-save", "--include=dev", "--include=optional", "--loglevel=error"])
    : await run(process.execPath, ["install", "--no-save"]);
  const missing = missingPackages();
  if (missing.length > 0) throw new Error(`These packages could not be installed: ${missing.join(", ")}.`);
  if (status !== 0) throw new Error("The packages could not be installed.");
  writeFileSync(stamp, wanted);
}

/**
 * What package.json asks for and is not there in that version; npm and Bun lay out the rest differently. Optional ones
 * are for one platform and may be missing on another.
 */
function missingPackages() {
  const { dependencies, devDependencies } = readJson(inRepository("package.json"));
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name, version]) => installedVersion(name) !== version)
    .map(([name]) => name);
}

function installedVersion(name) {
  const manifest = inRepository("node_modules", name, "package.json");
  return existsSync(manifest) ? readJson(manifest).version : null;
}

function isOnPath(command) {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;
}

/**
 * Bun's program. Its package moves it into place by a script after the installation, which not every npm runs;
 * otherwise it lies in the package of its platform. Several of those may be there, of which one runs here.
 */
export function bunProgram() {
  const { version } = readJson(inRepository("node_modules/bun/package.json"));
  const found = bunCandidates().find(
    (path) => spawnSync(path, ["--version"], { encoding: "utf8" }).stdout?.trim() === version,
  );
  if (!found) throw new Error(`Bun ${version} is not installed for ${process.platform}-${process.arch}.`);
  return found;
}

function bunCandidates() {
  const platforms = inRepository("node_modules/@oven");
  const packages = existsSync(platforms) ? readdirSync(platforms).sort() : [];
  return [
    inRepository("node_modules/bun/bin/bun.exe"),
    ...packages.map((name) => join(platforms, name, "bin/bun")),
  ].filter((path) => existsSync(path));
}

/** Builds dist/ops when it is missing or older than what it is made of. Answers the exit status. */
export async function ensureBuilt(output) {
  if (existsSync(PROGRAM) && newestChange() < statSync(PROGRAM).mtimeMs) return { status: 0, text: "" };
  return await run(bunProgram(), [inRepository("scripts/build.ts"), "--quick"], output);
}

/** Folders count too: their time is that of the last file added or removed. */
function newestChange() {
  const below = (path) =>
    statSync(path).isDirectory()
      ? [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, name))]
      : [path];
  const times = SOURCES.map((path) => inRepository(path))
    .filter((path) => existsSync(path))
    .flatMap(below)
    .map((path) => statSync(path).mtimeMs);
  return Math.max(...times);
}

/** Runs a script's work: what goes wrong is said in one line, and the exit status tells of it. */
export async function main(work) {
  try {
    process.exitCode = await work(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
