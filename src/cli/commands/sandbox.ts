import { once } from "node:events";
import { OpsError } from "../../domain/errors.ts";
import { startSandbox } from "../../sandbox/start-sandbox.ts";
import type { CommandRun } from "../command.ts";
import type { Screen } from "../output/screen.ts";
import { nameList } from "../output/table.ts";
import { sandboxOptionsFrom } from "../sandbox-options-from.ts";

/** Checked by the sandbox, which has its own words for latency and faults. */
interface Flags {
  port: number | undefined;
  seed: number | undefined;
  orders: number | undefined;
  states: "new" | "mixed" | undefined;
  load: string[];
  reopen: boolean;
  strict: boolean;
  latency: string | undefined;
  faults: string | undefined;
  hideMs: number | undefined;
}

/** Serves the imitated outside world until Ctrl-C. */
export async function sandbox({ input, output, signal }: CommandRun<Flags>): Promise<number> {
  const served = await startSandbox(await sandboxOptionsFrom(input)).catch((thrown: unknown) => {
    throw portError(thrown, input.port);
  });
  try {
    await output.result({ url: served.url, port: served.port }, render);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await served.stop();
  }
  return 0;
}

function portError(thrown: unknown, port: number | undefined): unknown {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  const hint = "Name another with --port, or leave --port out for a free one.";
  const options = { facts: { port }, hint, cause: thrown };
  if (code === "EADDRINUSE")
    return new OpsError("already_open", `Port ${port} is in use by another program.`, options);
  if (code === "EACCES")
    return new OpsError("bad_argument", `This user may not listen on port ${port}.`, options);
  return thrown;
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
