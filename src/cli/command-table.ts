import { type Command, command } from "./command.ts";
import { INIT_OPTIONS } from "./init/init-options.ts";
import { choice, flag, requiredText, texts } from "./parameter.ts";
import { DAEMON_COMMANDS } from "./tables/daemon-commands.ts";
import { FAILURE_COMMANDS } from "./tables/failure-commands.ts";
import { LABEL_COMMANDS } from "./tables/label-commands.ts";
import { ORDER_COMMANDS } from "./tables/order-commands.ts";
import { PLAY_COMMANDS } from "./tables/play-commands.ts";
import { RECORD_COMMANDS } from "./tables/record-commands.ts";
import { RETENTION_COMMANDS } from "./tables/retention-commands.ts";
import { UPKEEP_COMMANDS } from "./tables/upkeep-commands.ts";
import { WORK_COMMANDS } from "./tables/work-commands.ts";

/** Every subcommand. Handlers are imported when they run, so that this table costs nothing to read. */
export const COMMAND_TABLE: readonly Command[] = [
  ...WORK_COMMANDS,
  ...DAEMON_COMMANDS,
  ...ORDER_COMMANDS,
  ...LABEL_COMMANDS,
  ...FAILURE_COMMANDS,
  ...RECORD_COMMANDS,
  ...UPKEEP_COMMANDS,
  ...RETENTION_COMMANDS,
  ...PLAY_COMMANDS,
  command({
    path: "init",
    summary: "Make a workspace: ops.toml, folders, secrets.",
    details: `Asks for what it needs; with --yes nothing is asked, and what is missing is left
open in ops.toml. Secrets are asked for, or stay in the environment; they are
never options, which others could see.

  ops init --yes --marketplace bestbuy --customer-number 2004381`,
    options: INIT_OPTIONS,
    load: async () => (await import("./commands/init.ts")).init,
  }),
  command({
    path: "config show",
    summary: "Print the settings in force and where each comes from.",
    options: { changed: flag("Only what differs from the defaults.") },
    load: async () => (await import("./commands/show-config.ts")).showConfig,
  }),
  command({
    path: "db migrate",
    summary: "Bring the database's schema up to this version.",
    options: { dryRun: flag("Only say what would be applied.") },
    load: async () => (await import("./commands/db/migrate.ts")).migrateDatabase,
  }),
  command({
    path: "db status",
    summary: "Say where the database is and how far its schema has come.",
    load: async () => (await import("./commands/db/status.ts")).databaseStatus,
  }),
  command({
    path: "db check",
    summary: "Prove that the database keeps its rules; exit status 1 if not.",
    load: async () => (await import("./commands/db/check.ts")).checkDatabaseCommand,
  }),
  command({
    path: "db url",
    summary: "Print the database's address for psql and other tools.",
    options: {
      hold: flag("Keep the embedded server running until Ctrl-C."),
      reveal: flag("Print the password of an external database too."),
    },
    serves: true,
    load: async () => (await import("./commands/db/url.ts")).databaseUrl,
  }),
  command({
    path: "db backup",
    summary: "Write every row into one file, as of one moment.",
    arguments: { file: requiredText("FILE", "The file; it must not exist yet.") },
    load: async () => (await import("./commands/db/backup.ts")).backup,
  }),
  command({
    path: "db restore",
    summary: "Bring a backup into an empty database.",
    details: `Nothing is accepted, bought or pushed afterwards until \`ops reconcile\` has
compared it with the outside.`,
    arguments: { file: requiredText("FILE", "A file that `ops db backup` wrote.") },
    load: async () => (await import("./commands/db/restore.ts")).restore,
  }),
  command({
    path: "completion",
    summary: "Print a script that completes commands in your shell.",
    details: `  bash: ops completion bash > ~/.local/share/bash-completion/completions/ops
  zsh:  ops completion zsh > "\${fpath[1]}/_ops"
  fish: ops completion fish > ~/.config/fish/completions/ops.fish`,
    arguments: { shell: choice(["bash", "zsh", "fish"], "The shell.") },
    load: async () => (await import("./commands/completion.ts")).completion,
  }),
  command({
    path: "help",
    summary: "Explain a command.",
    arguments: { command: texts("WORDS", "The command's words.") },
    load: async () => (await import("./commands/help.ts")).help,
  }),
];
