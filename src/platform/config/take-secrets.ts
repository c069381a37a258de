import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Secret } from "../secret.ts";
import type { Problem } from "./problems.ts";
import { isTable, type KeyAt, keysOf, type SectionField } from "./settings-tree.ts";
import { variableName } from "./variables.ts";

interface SecretsInput {
  root: SectionField;
  /** Changed in place: secrets take the place of text, and `<key>_file` keys go away. */
  table: Record<string, unknown>;
  workspace: string;
  sources: Map<string, string>;
}

interface SecretsFound {
  secrets: Secret[];
  problems: Problem[];
  /** What works and still should not stay so. */
  warnings: Problem[];
}

/** Turns every secret of the settings into a `Secret`, reading the files that `<key>_file` keys name. */
export async function takeSecrets(input: SecretsInput): Promise<SecretsFound> {
  const found: SecretsFound = { secrets: [], problems: [], warnings: [] };
  for (const at of [...keysOf(input.root, input.table)]) {
    if (at.field.kind !== "secret") continue;
    const section = sectionAt(input.table, at.path.slice(0, -1));
    if (section) await takeSecret({ at, section, found, ...input });
  }
  return found;
}

type TakeInput = SecretsInput & { at: KeyAt; section: Record<string, unknown>; found: SecretsFound };

async function takeSecret({ at, section, found, workspace, sources }: TakeInput): Promise<void> {
  const key = at.path.join(".");
  const name = at.path.at(-1) ?? "";
  const source = sources.get(key) ?? null;
  const complain = (problem: string) => found.problems.push({ key, problem, source });
  const { [name]: inline, [`${name}_file`]: file } = section;
  delete section[`${name}_file`];

  if (inline !== undefined && file !== undefined) {
    complain(`stands there twice: keep either ${name} or ${name}_file`);
  } else if (file !== undefined) {
    const value = await readSecret(file, workspace);
    if (value instanceof Secret) section[name] = value;
    else complain(value.problem);
    if (value instanceof Secret && (await readableByOthers(String(file), workspace))) {
      found.warnings.push({ key, problem: `is in a file that others may read: chmod 600 ${file}`, source });
    }
  } else if (typeof inline === "string" && inline.trim()) {
    const value = secretFrom(inline.trim());
    if (value instanceof Secret) section[name] = value;
    else complain(value.problem);
    if (!source) {
      const problem = `stands in ops.toml itself: move it to ${variableName(at.path)} or to a file named by ${name}_file`;
      found.warnings.push({ key, problem, source });
    }
  } else if (inline !== undefined) {
    complain(typeof inline === "string" ? "is empty" : "must be text");
  } else if (at.field.required) {
    complain(`is missing: set ${variableName(at.path)}, or name a file with ${name}_file`);
  }
  if (section[name] instanceof Secret) found.secrets.push(section[name]);
}

async function readSecret(file: unknown, workspace: string): Promise<Secret | { problem: string }> {
  if (typeof file !== "string" || !file) return { problem: "its file must be the name of a file" };
  try {
    const value = (await readFile(resolve(workspace, file), "utf8")).trim();
    if (!value) return { problem: `its file ${file} is empty` };
    const secret = secretFrom(value);
    return secret instanceof Secret ? secret : { problem: `its file ${file} ${secret.problem}` };
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
    return {
      problem:
        code === "ENOENT" ? `its file ${file} does not exist` : `its file ${file} cannot be read (${code})`,
    };
  }
}

/** What is sent in a header takes nothing else, and no service hands out such a key. */
const secretFrom = (text: string): Secret | { problem: string } =>
  /^[\x20-\x7e]+$/.test(text)
    ? new Secret(text)
    : { problem: "holds a line break or a character that no key has: copy the key again" };

async function readableByOthers(file: string, workspace: string): Promise<boolean> {
  if (process.platform === "win32") return false;
  return ((await stat(resolve(workspace, file))).mode & 0o077) !== 0;
}

function sectionAt(table: Record<string, unknown>, path: string[]): Record<string, unknown> | null {
  let at: unknown = table;
  for (const key of path) at = isTable(at) ? at[key] : undefined;
  return isTable(at) ? at : null;
}
