import { OpsError } from "../domain/errors.ts";
import { parseSandboxFlags, SandboxFlagsError } from "../sandbox/sandbox-flags.ts";
import type { SandboxOptions } from "../sandbox/sandbox-options.ts";

/** The sandbox that a command's options describe. @throws `bad_argument` naming every option that is wrong */
export async function sandboxOptionsFrom(flags: object): Promise<SandboxOptions> {
  try {
    return await parseSandboxFlags(flags);
  } catch (thrown) {
    if (!(thrown instanceof SandboxFlagsError)) throw thrown;
    throw new OpsError("bad_argument", thrown.problems.join("\n"), { cause: thrown });
  }
}
