import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { OpsError } from "../../domain/errors.ts";
import type { Environment } from "./environment.ts";

export const SETTINGS_FILE = "ops.toml";

interface WorkspaceInput {
  cwd: string;
  env: Environment;
  /** `--workspace`; goes before `OPS_WORKSPACE`. */
  folder?: string | undefined;
}

async function holdsSettings(folder: string): Promise<boolean> {
  // What cannot be seen is not there.
  const found = await stat(join(folder, SETTINGS_FILE)).catch(() => null);
  return found?.isFile() ?? false;
}

/**
 * The folder that holds ops.toml: the one that was named, otherwise the nearest one from the working folder upward.
 * @throws OpsError `workspace_missing`
 */
export async function findWorkspace({ cwd, env, folder }: WorkspaceInput): Promise<string> {
  const named = folder ?? env.OPS_WORKSPACE;
  if (named) {
    const workspace = resolve(cwd, named);
    if (await holdsSettings(workspace)) return workspace;
    throw new OpsError("workspace_missing", `There is no ${SETTINGS_FILE} in ${workspace}.`, {
      facts: { workspace },
      hint: `Run \`ops init --workspace ${named}\`, or name the folder that holds ${SETTINGS_FILE}.`,
    });
  }
  for (let at = resolve(cwd); ; at = dirname(at)) {
    if (await holdsSettings(at)) return at;
    if (at === dirname(at)) break;
  }
  throw new OpsError("workspace_missing", `There is no ${SETTINGS_FILE} in ${resolve(cwd)} or above it.`, {
    facts: { cwd: resolve(cwd) },
  });
}
