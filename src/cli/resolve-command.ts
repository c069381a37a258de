import { OpsError } from "../domain/errors.ts";
import { nearestName } from "../platform/config/nearest-name.ts";
import { type Command, optionName } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import type { Parameters } from "./parameter.ts";

/** What the words of a command line name. */
export type Resolved =
  | { kind: "command"; command: Command; rest: string[] }
  /** The first words of several commands, or none at all. */
  | { kind: "group"; words: string[]; rest: string[] };

const valued = (options: Parameters): string[] =>
  Object.entries(options).flatMap(([key, { placeholder }]) => (placeholder ? [optionName(key)] : []));

const GLOBAL_VALUED = valued(GLOBAL_OPTIONS);

/**
 * Finds the command that a line names. Options may stand before, between and after its words; `rest` is the line
 * without them.
 * @throws OpsError `bad_argument` for words that name nothing, with the nearest that do
 */
export function resolveCommand(commands: readonly Command[], argv: readonly string[]): Resolved {
  const words: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const arg = argv[index] ?? "";
    const command = commandAt(commands, words);
    if (command && !mayLeadOn(commands, { words, arg, command }))
      return { kind: "command", command, rest: [...rest, ...argv.slice(index)] };
    if (arg === "--") break;
    if (!arg.startsWith("-")) {
      checkWord(nextWords(commands, words), { words, word: arg });
      words.push(arg);
      continue;
    }
    rest.push(arg);
    if (takesValue(commands, { words, arg })) rest.push(...argv.slice(++index, index + 1));
  }
  const command = commandAt(commands, words);
  return command ? { kind: "command", command, rest } : { kind: "group", words, rest };
}

/** What a group does when it is called alone: its list, where it has one. */
export function withoutMoreWords(
  commands: readonly Command[],
  { words, rest }: Extract<Resolved, { kind: "group" }>,
): Extract<Resolved, { kind: "command" }> | null {
  const command = listOf(commands, words);
  return command ? { kind: "command", command, rest } : null;
}

const listOf = (commands: readonly Command[], words: readonly string[]): Command | undefined =>
  commandAt(commands, [...words, "list"]);

/** Of every command, or of the list that the words may mean. */
function takesValue(
  commands: readonly Command[],
  { words, arg }: { words: readonly string[]; arg: string },
): boolean {
  return GLOBAL_VALUED.includes(arg) || valued(listOf(commands, words)?.options ?? {}).includes(arg);
}

/** A command may have others below it, as `daemon` has `daemon start`; with arguments of its own it has none. */
function mayLeadOn(
  commands: readonly Command[],
  { words, arg, command }: { words: string[]; arg: string; command: Command },
): boolean {
  const isLast = nextWords(commands, words).length === 0;
  return !isLast && arg !== "--" && Object.keys(command.arguments).length === 0;
}

const commandAt = (commands: readonly Command[], words: readonly string[]): Command | undefined =>
  commands.find(({ path }) => path === words.join(" "));

/** What may follow these words. */
export function nextWords(commands: readonly Command[], words: readonly string[]): string[] {
  const followers = commands
    .map(({ path }) => path.split(" "))
    .filter((path) => words.every((word, index) => path[index] === word))
    .flatMap((path) => path[words.length] ?? []);
  return [...new Set(followers)];
}

function checkWord(known: string[], { words, word }: { words: string[]; word: string }): void {
  if (known.includes(word)) return;
  const nearest = nearestName(word, known);
  const line = ["ops", ...words].join(" ");
  throw new OpsError("bad_argument", `There is no command \`${line} ${word}\`.`, {
    hint: nearest ? `Did you mean \`${line} ${nearest}\`?` : `Run \`${line} --help\` to see what there is.`,
  });
}
