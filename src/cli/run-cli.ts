import { resolveCommand } from "./resolve-command.ts";

/**
 * Runs one command line and answers the exit status. `leave` ends the process at once, for the person who presses
 * Ctrl-C twice.
 */
export async function runCli(argv: readonly string[], leave: (status: number) => void): Promise<number> {
  const own = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined);
  if (own.some((arg) => arg === "--version" || arg === "-V"))
    return print(`ops ${(await import("./version.ts")).VERSION}`);
  const asksHelp = own.some((arg) => arg === "--help" || arg === "-h");
  try {
    const resolved = resolveCommand(asksHelp ? own.filter((arg) => arg !== "--help" && arg !== "-h") : argv);
    if (asksHelp || resolved.kind === "group")
      return print((await import("./help-text.ts")).helpText(resolved).trimEnd());
    const { runCommand } = await import("./run-command.ts");
    return await runCommand(resolved, leave);
  } catch (thrown) {
    const { reportError } = await import("./run-command.ts");
    return await reportError(thrown, argv);
  }
}

/** Much faster than `process.stdout`, which takes longer to set up than all the rest. */
function print(text: string): number {
  console.log(text);
  return 0;
}
