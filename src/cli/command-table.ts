import { type Command, command } from "./command.ts";
import { INIT_OPTIONS } from "./init/init-options.ts";
import { choice, flag, integer, requiredText, text, texts } from "./parameter.ts";

const DRY_RUN = { dryRun: flag("Show what is due and change nothing.") };

/** Every subcommand. Handlers are imported when they run, so that this table costs nothing to read. */
export const COMMAND_TABLE: readonly Command[] = [
  command({
    path: "run",
    summary: "One whole cycle: fetch, accept, label, track, ship.",
    details: `What a cron line would call. Waits a bounded time for what it sent to be confirmed.

  */5 * * * *  ops run --workspace /srv/shop --quiet`,
    options: {
      only: texts("NAME", "Only this workflow; may be repeated."),
      dryRun: flag("Show what is due and change nothing."),
    },
    load: async () => (await import("./commands/run-workflows.ts")).run,
  }),
  command({
    path: "fetch-orders",
    summary: "Ask the marketplaces for new and changed orders.",
    options: DRY_RUN,
    load: async () => (await import("./commands/run-workflows.ts")).runOnly("fetch-orders"),
  }),
  command({
    path: "accept-orders",
    summary: "Accept orders that wait for a decision, and confirm it.",
    options: DRY_RUN,
    load: async () =>
      (await import("./commands/run-workflows.ts")).runOnly("accept-orders", "read-back-orders"),
  }),
  command({
    path: "create-labels",
    summary: "Buy and store labels of orders that may ship.",
    options: DRY_RUN,
    load: async () =>
      (await import("./commands/run-workflows.ts")).runOnly("read-back-orders", "create-labels"),
  }),
  command({
    path: "push-tracking",
    summary: "Tell the marketplaces numbers, mark shipped, confirm it.",
    options: DRY_RUN,
    load: async () =>
      (await import("./commands/run-workflows.ts")).runOnly("push-tracking", "read-back-orders"),
  }),
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
    path: "demo",
    summary: "Play the whole job in a sandbox and show what happened.",
    details: `Everything is invented and thrown away, unless --keep says where the workspace stays.

  ops demo --orders 50 --faults drop_after=0.2,status429=0.05
  ops demo --load orders.json --reopen`,
    options: {
      orders: text("N", "Invented orders. Default 25, none with --load."),
      seed: text("N", "The same seed makes the same world. Default 1."),
      load: texts("FILE", "Real OR11 answers, in the states they are in."),
      reopen: flag("Put loaded orders back to WAITING_ACCEPTANCE."),
      keep: text("DIR", "Make the workspace there and leave it."),
      noContract: flag("A carrier account without a contract: no guard against duplicates."),
      latency: text("LIST", "Delays in milliseconds: mirakl=150,canada-post=200-400"),
      faults: text("LIST", "What goes wrong: see `ops help sandbox`."),
      hideMs: text("N", "How long new shipments stay out of look-ups."),
    },
    load: async () => (await import("./commands/demo.ts")).demo,
  }),
  command({
    path: "sandbox",
    summary: "Serve an imitation of Mirakl and Canada Post on this machine.",
    details: `Faults are listed with their share of requests: of all, of one service or of one
operation; or for the n-th request of an operation.

  ops sandbox --faults drop_after=0.2,mirakl:status429=0.05
  ops sandbox --faults CreateShipment#3:slow5000
  ops sandbox --load orders.json --reopen`,
    options: {
      port: integer("Port; a free one otherwise.", { min: 0, max: 65535, fallback: undefined }),
      seed: integer("The same seed makes the same world. Default 1.", {
        min: 0,
        max: 2147483648,
        fallback: undefined,
      }),
      orders: integer("Invented orders. Default 25, none with --load.", {
        min: 0,
        max: 100000,
        fallback: undefined,
      }),
      states: choice(["new", "mixed"], "All waiting for acceptance, or in all states."),
      load: texts("FILE", "Real OR11 answers, in the states they are in."),
      reopen: flag("Put loaded orders back to WAITING_ACCEPTANCE."),
      strict: flag("Enforce the published call frequencies."),
      latency: text("LIST", "Delays in milliseconds: mirakl=150,canada-post=200-400"),
      faults: text("LIST", "What goes wrong, see below."),
      hideMs: integer("Milliseconds for which new shipments stay out of look-ups.", {
        min: 0,
        max: 86400000,
        fallback: undefined,
      }),
    },
    serves: true,
    load: async () => (await import("./commands/sandbox.ts")).sandbox,
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
