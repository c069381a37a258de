import { CommanderError, Option, Command as Parser } from "commander";
import { OpsError } from "../domain/errors.ts";
import { argumentName, type Command, optionName } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import type { Parameter, Parameters, Values } from "./parameter.ts";

export interface OptionsRead {
  /** What was given for the command's own parameters, by their names. */
  texts: Map<string, string[]>;
  globals: Values<typeof GLOBAL_OPTIONS>;
}

/**
 * Splits a command's options and arguments.
 * @throws OpsError `bad_argument`: unknown option (with the nearest one), missing value, too many arguments
 */
export function readOptions(command: Command, argv: readonly string[]): OptionsRead {
  const texts = new Map<string, string[]>();
  const parser = new Parser(`ops ${command.path}`)
    .helpOption(false)
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => {}, outputError: () => {} })
    .exitOverride();
  for (const [key, parameter] of Object.entries({ ...command.options, ...GLOBAL_OPTIONS })) {
    parser.addOption(optionFor({ key, parameter, texts }));
  }
  for (const [key, parameter] of Object.entries(command.arguments)) {
    parser.argument(argumentName(key, { ...parameter, required: false }));
  }
  try {
    parser.parse(argv, { from: "user" });
  } catch (thrown) {
    throw thrown instanceof CommanderError ? usageError(thrown, command) : thrown;
  }
  for (const [index, key] of Object.keys(command.arguments).entries()) {
    const given: unknown = parser.processedArgs[index];
    if (given !== undefined) texts.set(key, [given].flat().map(String));
  }
  return { texts, globals: valuesOf(GLOBAL_OPTIONS, texts) };
}

interface OptionInput {
  key: string;
  parameter: Parameter<unknown>;
  texts: Map<string, string[]>;
}

/** Commander keeps the last of several values; all of them are kept here. */
function optionFor({ key, parameter, texts }: OptionInput): Option {
  const name = optionName(key);
  if (parameter.placeholder === null) {
    // Commander would read `--no-color` as the opposite of a `--color`, which is what its presence means here.
    return new Option(name).argParser(() => texts.set(key, [""])).preset("");
  }
  return new Option(`${name} <${parameter.placeholder}>`).argParser((given: string) => {
    texts.set(key, [...(texts.get(key) ?? []), given]);
  });
}

function valuesOf<P extends Parameters>(parameters: P, texts: Map<string, string[]>): Values<P> {
  const values = Object.entries(parameters).map(([key, parameter]) => [
    key,
    parameter.read(texts.get(key) ?? [], optionName(key)),
  ]);
  return Object.fromEntries(values) as Values<P>;
}

/** Commander's sentence without its prefix; its suggestion becomes the hint. */
function usageError(error: CommanderError, command: Command): OpsError {
  const [sentence = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const message = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replaceAll("'", "`")}.`.replace(
    /\.\.$/,
    ".",
  );
  const nearest = suggestion?.match(/\(Did you mean (?:one of )?(.*)\?\)/)?.[1];
  return new OpsError("bad_argument", message, {
    hint: nearest ? `Did you mean ${nearest}?` : `Run \`ops ${command.path} --help\` to see what it takes.`,
  });
}
