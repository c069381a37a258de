import { flag, type Parameters, text, texts } from "./parameter.ts";

/** Options that every command takes, before or after its name. */
export const GLOBAL_OPTIONS = {
  json: flag("Print the result as one JSON document."),
  workspace: text("DIR", "The folder that holds ops.toml; otherwise it is looked for from here upward."),
  set: texts("KEY=VALUE", "Set a key of ops.toml for this run: --set engine.concurrency=4"),
  verbose: flag("Tell more while working."),
  quiet: flag("Print the result and errors only."),
  noColor: flag("Print without colours."),
} satisfies Parameters;
