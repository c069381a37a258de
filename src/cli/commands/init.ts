import { resolve } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import type { Problem } from "../../platform/config/problems.ts";
import { readSettings } from "../../platform/config/read-settings.ts";
import { createWorkspace, PRODUCTS_FILE } from "../init/create-workspace.ts";
import { type InitRun, prepareWorkspace } from "../init/prepare-workspace.ts";
import type { Screen } from "../output/screen.ts";
import { nameList } from "../output/table.ts";

interface Made {
  workspace: string;
  /** Relative to the workspace. */
  written: string[];
  /** Settings that still have to be made. */
  open: Problem[];
}

/** Makes a workspace in the folder that `--workspace` names, or here. */
export async function init(run: InitRun): Promise<number> {
  const folder = resolve(run.cwd, run.workspace ?? ".");
  const prepared = await prepareWorkspace(run);
  const written = await createWorkspace({ folder, ...prepared, force: run.input.force });
  const made: Made = { workspace: folder, written, open: await openSettings(run, folder) };
  const first = [
    ...(folder === resolve(run.cwd) ? [] : [[`  cd ${run.workspace}`, "where the workspace is"] as const]),
    ...(prepared.products === undefined ? [] : [IMPORT]),
  ];
  await run.output.result(made, (data: Made, screen) => render(data, first, screen));
  return 0;
}

/** Reads the new settings as every command will, to tell what is left to do. */
async function openSettings({ env }: InitRun, folder: string): Promise<Problem[]> {
  try {
    await readSettings({ cwd: folder, env, flags: { workspace: folder } });
    return [];
  } catch (thrown) {
    if (thrown instanceof OpsError && Array.isArray(thrown.facts.problems)) return thrown.facts.problems;
    throw thrown;
  }
}

type Step = readonly [command: string, what: string];

const IMPORT: Step = [
  `  ops catalog import ${PRODUCTS_FILE}`,
  "weights, sizes and customs data of the sandbox's products",
];

const NEXT_STEPS: readonly Step[] = [
  ["  ops doctor", "check settings, keys and the database"],
  ["  ops run --dry-run", "show what a first cycle would do"],
  ["  ops run", "fetch, accept, buy labels, push tracking numbers"],
  ["  ops daemon start", "do that all the time, in the background"],
];

function render({ workspace, written, open }: Made, first: readonly Step[], screen: Screen): string {
  const { theme } = screen;
  const made = `${theme.ok("Made a workspace in")} ${theme.heading(workspace)}: ${written.join(", ")}\n`;
  const todo = open.map(({ key, problem }) => [`  ${key}`, problem] as const);
  const missing = open.length > 0 ? `\nStill open in ops.toml:\n${nameList(todo, screen)}` : "";
  return `${made}${missing}\n${open.length > 0 ? "Then" : "Next"}:\n${nameList([...first, ...NEXT_STEPS], screen)}`;
}
