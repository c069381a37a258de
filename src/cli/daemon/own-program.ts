/** How this program is called again: the one file, or Bun with its source. */
export const ownProgram = (): string[] =>
  Bun.main.startsWith("/$bunfs/") ? [process.execPath] : [process.execPath, Bun.main];

interface DaemonCall {
  workspace: string;
  overrides: Readonly<Record<string, string>>;
}

/** The arguments with which a daemon works in a workspace, with the settings of this command line. */
export const daemonArguments = ({ workspace, overrides }: DaemonCall): string[] => [
  "daemon",
  "--workspace",
  workspace,
  ...Object.entries(overrides).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
];
