import { argumentName, type Command, optionName } from "./command.ts";
import { GROUP_SUMMARIES, HELP_SECTIONS } from "./command-groups.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { wrap } from "./output/wrap.ts";
import type { Parameter, Parameters } from "./parameter.ts";
import type { Resolved } from "./resolve-command.ts";

const WIDTH = 80;

/** Help for what a line names. Plain text of at most 80 columns. */
export function helpText(commands: readonly Command[], resolved: Resolved): string {
  if (resolved.kind === "command")
    return commandHelp(resolved.command, commandsBelow(commands, resolved.command.path));
  return resolved.words.length === 0 ? rootHelp(commands) : groupHelp(commands, resolved.words);
}

function rootHelp(commands: readonly Command[]): string {
  const sections = HELP_SECTIONS.map(({ title, words }) => {
    const rows = words.flatMap((word) => {
      const summary = GROUP_SUMMARIES[word] ?? commands.find(({ path }) => path === word)?.summary;
      return isThere(commands, word) && summary ? [[word, summary] as const] : [];
    });
    return rows.length > 0 ? `${title}\n${listed(rows, 14)}` : "";
  });
  return [
    "ops - marketplace orders to delivered parcels\n",
    "Usage: ops <command> [options]\n",
    ...sections.filter(Boolean),
    `Options of every command\n${optionList({ ...GLOBAL_OPTIONS })}`,
    "`ops help <command>` explains one; `ops init` is where to begin.\n",
  ].join("\n");
}

const isThere = (commands: readonly Command[], word: string): boolean =>
  commands.some(({ path }) => path.split(" ")[0] === word);

function groupHelp(commands: readonly Command[], words: readonly string[]): string {
  const path = words.join(" ");
  const isListed = commands.some((command) => command.path === `${path} list`);
  return [
    `${GROUP_SUMMARIES[words[0] ?? ""] ?? ""}\n`,
    `Usage: ops ${path} ${isListed ? "[command]" : "<command>"} [options]\n`,
    `Commands\n${listed(commandsBelow(commands, path))}`,
    ...(isListed ? [`\`ops ${path}\` alone is \`ops ${path} list\`.\n`] : []),
  ].join("\n");
}

const commandsBelow = (commands: readonly Command[], path: string) =>
  commands
    .filter((command) => command.path.startsWith(`${path} `))
    .map((command) => [usage(command), command.summary] as const);

const usage = ({ path, arguments: args }: Command): string =>
  [path, ...Object.entries(args).map(([key, parameter]) => argumentName(key, parameter))].join(" ");

function commandHelp(command: Command, below: ReturnType<typeof commandsBelow>): string {
  const args = Object.entries(command.arguments).map(
    ([key, parameter]) => [argumentName(key, parameter), parameterText(parameter)] as const,
  );
  return [
    `${command.summary}\n`,
    `Usage: ops ${usage(command)} [options]\n`,
    ...(args.length > 0 ? [`Arguments\n${listed(args)}`] : []),
    ...(below.length > 0 ? [`Commands\n${listed(below)}`] : []),
    ...(Object.keys(command.options).length > 0 ? [`Options\n${optionList(command.options)}`] : []),
    ...(command.details ? [`${command.details}\n`] : []),
    `Options of every command\n${optionList({ ...GLOBAL_OPTIONS })}`,
  ].join("\n");
}

function optionList(options: Parameters): string {
  return listed(
    Object.entries(options).map(([key, parameter]) => {
      const value = parameter.placeholder ? ` ${parameter.placeholder}` : "";
      return [`${optionName(key)}${value}`, parameterText(parameter)] as const;
    }),
  );
}

function parameterText({ description, choices, defaultText }: Parameter<unknown>): string {
  const words = choices.length > 0 ? ` One of ${choices.join(", ")}.` : "";
  return `${description}${words}${defaultText ? ` Default ${defaultText}.` : ""}`;
}

/** Two columns; the second wraps at word boundaries. */
function listed(rows: readonly (readonly [name: string, text: string])[], leastWidth = 0): string {
  const width = Math.max(leastWidth, ...rows.map(([name]) => name.length).filter((length) => length <= 30));
  return rows
    .map(([name, text]) => {
      const indent = " ".repeat(width + 4);
      const lines = wrap(text, WIDTH - width - 4);
      const first = name.length > width ? `  ${name}\n${indent}` : `  ${name.padEnd(width)}  `;
      return `${first}${lines.join(`\n${indent}`)}\n`;
    })
    .join("");
}
