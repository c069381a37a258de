import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/config/environment.ts";
import type { CommandResources } from "./command-resources.ts";
import type { Output } from "./output/output.ts";
import type { Parameters, Values } from "./parameter.ts";

/** What a command's handler gets. */
export interface CommandRun<Input> extends CommandResources {
  /** Every command there is, for those that speak of others. */
  commands: readonly Command[];
  /** Options and arguments by the names of the command table. */
  input: Input;
  output: Output;
  clock: Clock;
  env: Environment;
  /** The folder in which ops was called. */
  cwd: string;
  /** `--workspace`, as given. */
  workspace: string | undefined;
  /** Aborts at the first Ctrl-C: begin nothing new, finish what is under way. */
  signal: AbortSignal;
}

/** Answers the exit status: 0, or 1 when some units failed. Errors are thrown. */
export type Handler<Input> = (run: CommandRun<Input>) => Promise<number>;

/** One subcommand as the table declares it. */
export interface Command {
  /** `orders list`. */
  path: string;
  summary: string;
  /** Paragraphs and examples below the options. */
  details: string | null;
  arguments: Parameters;
  options: Parameters;
  /** It serves until it is told to stop: Ctrl-C is its end, not its interruption. */
  serves: boolean;
  /** Parses texts by parameter name, loads the handler and runs it. */
  run(texts: Map<string, string[]>, run: Omit<CommandRun<unknown>, "input">): Promise<number>;
}

interface CommandDeclaration<A extends Parameters, O extends Parameters> {
  path: string;
  summary: string;
  details?: string;
  /** In order; only the last may be repeatable. */
  arguments?: A;
  /** In camelCase: `dryRun` is `--dry-run`. */
  options?: O;
  serves?: boolean;
  /** Imports the handler: nothing of a command is loaded before it runs. */
  load(): Promise<Handler<Values<A> & Values<O>>>;
}

/** `dryRun` as `--dry-run`. */
export const optionName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** `file` as `<file>`, `orderIds` as `[order-ids...]`. */
export function argumentName(key: string, { required, repeatable }: Parameters[string]): string {
  const name = optionName(key).slice(2) + (repeatable ? "..." : "");
  return required ? `<${name}>` : `[${name}]`;
}

/** Declares a command; its handler is checked against the parameters. */
export function command<
  A extends Parameters = Record<never, never>,
  O extends Parameters = Record<never, never>,
>(declaration: CommandDeclaration<A, O>): Command {
  const { path, summary, details = null, serves = false, load } = declaration;
  const [args, options]: [Parameters, Parameters] = [declaration.arguments ?? {}, declaration.options ?? {}];
  return {
    path,
    summary,
    details,
    arguments: args,
    options,
    serves,
    async run(texts, run) {
      const valuesOf = (
        parameters: Parameters,
        nameOf: (key: string, parameter: Parameters[string]) => string,
      ) =>
        Object.entries(parameters).map(([key, parameter]) => [
          key,
          parameter.read(texts.get(key) ?? [], nameOf(key, parameter)),
        ]);
      const values = Object.fromEntries([...valuesOf(args, argumentName), ...valuesOf(options, optionName)]);
      const handler = await load();
      return handler({ ...run, input: values as Values<A> & Values<O> });
    },
  };
}
