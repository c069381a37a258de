import { type Command, optionName } from "./command.ts";
import { GROUP_SUMMARIES } from "./command-groups.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { nextWords } from "./resolve-command.ts";

export type Shell = "bash" | "zsh" | "fish";

interface Offer {
  word: string;
  meaning: string;
}

/** A place on a command line, by the words before it, and what may come there. */
interface Place {
  path: string;
  offers: Offer[];
}

const SCRIPTS: Record<Shell, (places: Place[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** A script that completes words, options and fixed choices, made from the command table. */
export const completionScript = (shell: Shell, commands: readonly Command[]): string =>
  SCRIPTS[shell](places(commands));

function places(commands: readonly Command[]): Place[] {
  const groups = new Set(
    commands.flatMap(({ path }) => path.split(" ").map((_, index, words) => words.slice(0, index).join(" "))),
  );
  const inGroups = [...groups].map((path) => {
    const words = path ? path.split(" ") : [];
    const offers = nextWords(commands, words).map((word) => ({
      word,
      meaning: meaningOf(commands, [...words, word].join(" ")),
    }));
    return { path, offers };
  });
  const own = commands.map((command) => ({ path: command.path, offers: offersOf(command) }));
  // A command with others below it stands in both.
  const byPath = Map.groupBy([...inGroups, ...own], ({ path }) => path);
  return [...byPath].map(([path, here]) => ({ path, offers: here.flatMap(({ offers }) => offers) }));
}

const meaningOf = (commands: readonly Command[], path: string): string =>
  commands.find((command) => command.path === path)?.summary ?? GROUP_SUMMARIES[path] ?? "";

function offersOf(command: Command): Offer[] {
  const choices = Object.values(command.arguments).flatMap((argument) =>
    argument.choices.map((word) => ({ word, meaning: argument.description })),
  );
  const options = Object.entries({ ...command.options, ...GLOBAL_OPTIONS }).map(([key, { description }]) => ({
    word: optionName(key),
    meaning: description,
  }));
  return [...choices, ...options];
}

/** Words of commands before the cursor lead to the place; options and what follows the command do not count. */
const bashWalk = (places: Place[], wordsBefore: string) => `  local path="" word
  for word in ${wordsBefore}; do
    case "$path $word" in
${places
  .filter(({ path }) => path)
  .map(({ path }) => `      " ${path}") path=" ${path}" ;;`)
  .join("\n")}
    esac
  done`;

function bashScript(places: Place[]): string {
  const cases = places.map(({ path, offers }) => {
    const words = offers.map(({ word }) => word).join(" ");
    return `    "${path ? ` ${path}` : ""}") words="${words}" ;;`;
  });
  return `# Completes ops in bash. Made by: ops completion bash
_ops() {
  local words="" current="\${COMP_WORDS[COMP_CWORD]}"
${bashWalk(places, `"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`)}
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ops ops
`;
}

const zshQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function zshScript(places: Place[]): string {
  const cases = places.map(({ path, offers }) => {
    const lines = offers.map(({ word, meaning }) => zshQuoted(`${word.replaceAll(":", "\\:")}:${meaning}`));
    return `    "${path ? ` ${path}` : ""}") offers=(${lines.join(" ")}) ;;`;
  });
  return `#compdef ops
# Completes ops in zsh. Made by: ops completion zsh
_ops() {
  local -a offers
${bashWalk(places, `"\${words[@]:1:$((CURRENT - 2))}"`)}
  case "$path" in
${cases.join("\n")}
  esac
  _describe -o 'ops' offers || _files
}
compdef _ops ops
`;
}

const fishQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function fishScript(places: Place[]): string {
  const paths = places.filter(({ path }) => path).map(({ path }) => fishQuoted(path));
  const lines = places.flatMap(({ path, offers }) => {
    const here = `complete -c ops -n "__ops_at ${fishQuoted(path)}"`;
    const words = offers.map(({ word, meaning }) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `${here} ${what} -d ${fishQuoted(meaning)}`;
    });
    // Files are offered where a command's arguments stand, not where its words do.
    return offers.some(({ word }) => word.startsWith("--")) ? words : [`${here} -f`, ...words];
  });
  return `# Completes ops in fish. Made by: ops completion fish
function __ops_at
    set -l path
    for word in (commandline -opc)[2..-1]
        if contains -- (string trim "$path $word") ${paths.join(" ")}
            set path (string trim "$path $word")
        end
    end
    test "$path" = "$argv[1]"
end
${lines.join("\n")}
`;
}
