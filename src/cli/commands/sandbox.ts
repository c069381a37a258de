import { once } from "node:events";
import { OpsError } from "../../domain/errors.ts";
import { parseSandboxFlags, SandboxFlagsError } from "../../sandbox/sandbox-flags.ts";
import { startSandbox } from "../../sandbox/start-sandbox.ts";
import type { CommandRun } from "../command.ts";
import type { Screen } from "../output/screen.ts";
import { nameList } from "../output/table.ts";

/** As text: the sandbox reads its own flags. */
interface Flags
  extends Partial<Record<"port" | "seed" | "orders" | "states" | "latency" | "faults" | "hideMs", string>> {
  load: string[];
  reopen: boolean;
  strict: boolean;
}

/** Serves the imitated outside world until Ctrl-C. */
export async function sandbox({ input, output, signal }: CommandRun<Flags>): Promise<number> {
  const served = await startSandbox(await optionsOf(input));
  try {
    await output.result({ url: served.url, port: served.port }, render);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await served.stop();
  }
  return 0;
}

async function optionsOf(flags: Flags) {
  try {
    return await parseSandboxFlags(flags);
  } catch (thrown) {
    if (!(thrown instanceof SandboxFlagsError)) throw thrown;
    throw new OpsError("bad_argument", thrown.problems.join("\n"), { hint: "Run `ops sandbox --help`." });
  }
}

function render({ url }: { url: string }, screen: Screen): string {
  const { theme } = screen;
  const routes = [
    ["Mirakl", `${url}/api`],
    ["Canada Post", `${url}/rs`],
    ["what it believes", `${url}/_sandbox/orders, /_sandbox/shipments, /_sandbox/messages`],
    ["a workspace for it", `ops init --workspace play --sandbox ${url}`],
  ] as const;
  return `${theme.ok("The sandbox listens at")} ${theme.heading(url)}; Ctrl-C ends it.\n${nameList(routes, screen)}`;
}
