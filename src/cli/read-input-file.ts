import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { OpsError } from "../domain/errors.ts";

/** A file that a person names. @throws `bad_input_file` when it cannot be read */
export async function readInputFile(cwd: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, name));
  } catch (thrown) {
    const why =
      thrown instanceof Error && "code" in thrown ? (REASONS[String(thrown.code)] ?? thrown.message) : "";
    throw new OpsError("bad_input_file", `${name} cannot be read: ${why}.`, {
      facts: { file: name },
      hint: "Check the name of the file and its permissions.",
      cause: thrown,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "this user lacks the permission",
};
