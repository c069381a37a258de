import { VERSION } from "./version.ts";

/**
 * Runs one command line and answers the exit status. `leave` ends the process at once, for the person who presses
 * Ctrl-C twice.
 */
export async function runCli(argv: readonly string[], leave: (status: number) => void): Promise<number> {
  const own = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined);
  if (own.some((arg) => arg === "--version" || arg === "-V")) return print(`ops ${VERSION}`);
  const asksHelp = own.some(isHelp);
  const { COMMAND_TABLE } = await import("./command-table.ts");
  const { resolveCommand, withoutMoreWords } = await import("./resolve-command.ts");
  try {
    const resolved = resolveCommand(COMMAND_TABLE, asksHelp ? own.filter((arg) => !isHelp(arg)) : argv);
    const named = resolved.kind === "group" ? withoutMoreWords(COMMAND_TABLE, resolved) : resolved;
    if (asksHelp || named === null) {
      const { helpText } = await import("./help-text.ts");
      return print(helpText(COMMAND_TABLE, resolved).trimEnd());
    }
    const { runCommand } = await import("./run-command.ts");
    return await runCommand(named, { commands: COMMAND_TABLE, leave });
  } catch (thrown) {
    const { reportError } = await import("./run-command.ts");
    return await reportError(thrown, argv);
  }
}

const isHelp = (arg: string): boolean => arg === "--help" || arg === "-h";

/** Much faster than `process.stdout`, which takes longer to set up than all the rest. */
function print(text: string): number {
  console.log(text);
  return 0;
}
