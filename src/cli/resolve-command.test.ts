import { describe, expect, test } from "bun:test";
import { OpsError } from "../domain/errors.ts";
import { FAULT_KINDS } from "../sandbox/fault-kinds.ts";
import { optionName } from "./command.ts";
import { GROUP_SUMMARIES, HELP_SECTIONS } from "./command-groups.ts";
import { COMMAND_TABLE } from "./command-table.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { helpText } from "./help-text.ts";
import { readOptions } from "./read-options.ts";
import { resolveCommand, withoutMoreWords } from "./resolve-command.ts";

function resolved(line: string) {
  const found = resolveCommand(COMMAND_TABLE, line.split(" "));
  if (found.kind !== "command") throw new Error(`${line} is no command`);
  return found;
}

function alone(line: string) {
  const found = resolveCommand(COMMAND_TABLE, line.split(" "));
  return found.kind === "group" ? withoutMoreWords(COMMAND_TABLE, found) : null;
}

function refusal(action: () => unknown): OpsError {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof OpsError) return thrown;
  }
  throw new Error("Expected an OpsError");
}

describe("finding a command", () => {
  test("options may stand before, between and after its words", () => {
    for (const line of ["config show --json", "--json config show", "config --json show"]) {
      const { command, rest } = resolved(line);
      expect(command.path).toBe("config show");
      expect(readOptions(command, rest).globals.json).toBe(true);
    }
  });

  test("the value of an option is not taken for a command", () => {
    const { command, rest } = resolved("--workspace db config show");
    expect(command.path).toBe("config show");
    expect(readOptions(command, rest).globals.workspace).toBe("db");
  });

  test("the words of a group alone are the group", () => {
    expect(resolveCommand(COMMAND_TABLE, ["db"])).toMatchObject({ kind: "group", words: ["db"] });
    expect(resolveCommand(COMMAND_TABLE, [])).toMatchObject({ kind: "group", words: [] });
  });

  test("a mistyped word is answered with the nearest", () => {
    const error = refusal(() => resolveCommand(COMMAND_TABLE, ["db", "migrat"]));
    expect(error.code).toBe("bad_argument");
    expect(error.hint).toBe("Did you mean `ops db migrate`?");
  });

  test("a group with a list is its list when no word follows, with the list's options", () => {
    for (const line of ["failures", "failures --code address_invalid", "--json failures --needs human"]) {
      const { command, rest } = alone(line) ?? {};
      expect(command?.path).toBe("failures list");
      expect(rest).toEqual(line.split(" ").filter((word) => word !== "failures"));
    }
    for (const group of ["orders", "labels", "schedule", "catalog", "api-calls"])
      expect(alone(group)?.command.path).toBe(`${group} list`);
    expect(alone("db")).toBeNull();
    expect(refusal(() => alone("failures lst")).hint).toBe("Did you mean `ops failures list`?");
    expect(resolved("failures --code timed_out retry --run").command.path).toBe("failures retry");
  });

  test("a command may have others below it, with options between the words", () => {
    for (const line of ["daemon", "daemon --log-to-file", "--json daemon"])
      expect(resolved(line).command.path).toBe("daemon");
    for (const line of ["daemon stop", "daemon --json stop", "daemon --workspace shop stop"])
      expect(resolved(line).command.path).toBe("daemon stop");
    expect(refusal(() => resolved("daemon stpo")).hint).toBe("Did you mean `ops daemon stop`?");
  });
});

describe("reading options", () => {
  const read = (line: string) => {
    const { command, rest } = resolved(line);
    return readOptions(command, rest);
  };

  test("a repeated option keeps every value", () => {
    expect(read("config show --set a.b=1 --set c.d=2").globals.set).toEqual(["a.b=1", "c.d=2"]);
  });

  test("a value may be glued to its option", () => {
    expect(read("config show --workspace=somewhere").globals.workspace).toBe("somewhere");
  });

  test("flags that begin with no- are on when they are given", () => {
    expect(read("config show --no-color").globals.noColor).toBe(true);
    expect(read("config show").globals.noColor).toBe(false);
  });

  test("an unknown option, a missing value and a word too many are refused in one sentence", () => {
    const unknown = refusal(() => read("config show --chnged"));
    expect([unknown.message, unknown.hint]).toEqual([
      "Unknown option `--chnged`.",
      "Did you mean --changed?",
    ]);
    expect(refusal(() => read("config show --workspace")).message).toContain("argument missing");
    expect(refusal(() => read("config show more")).message).toContain("oo many arguments");
  });
});

describe("the command table", () => {
  test("no command takes an option that every command has", () => {
    const clashes = COMMAND_TABLE.flatMap(({ path, options }) =>
      Object.keys(options)
        .filter((key) => key in GLOBAL_OPTIONS)
        .map((key) => `${path} ${optionName(key)}`),
    );
    expect(clashes).toEqual([]);
  });

  test("every command is declared once, is in a part of the help, and its handler is there", async () => {
    const paths = COMMAND_TABLE.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    const listed = HELP_SECTIONS.flatMap(({ words }) => words);
    for (const path of paths) {
      const [word = "", ...more] = path.split(" ");
      expect(listed).toContain(word);
      if (more.length > 0) expect([...Object.keys(GROUP_SUMMARIES), ...paths]).toContain(word);
    }
  });

  test("help fits into 80 columns for every command, and names its options", () => {
    const pages = [helpText(COMMAND_TABLE, { kind: "group", words: [], rest: [] })];
    for (const group of Object.keys(GROUP_SUMMARIES))
      pages.push(helpText(COMMAND_TABLE, { kind: "group", words: [group], rest: [] }));
    for (const command of COMMAND_TABLE) {
      const page = helpText(COMMAND_TABLE, { kind: "command", command, rest: [] });
      for (const key of Object.keys(command.options)) expect(page).toContain(optionName(key));
      pages.push(page);
    }
    const wide = pages.flatMap((page) => page.split("\n")).filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });

  test.each(["demo", "sandbox"])("the help of %s has every kind of fault that --faults takes", (path) => {
    const { command } = resolved(path);
    const page = helpText(COMMAND_TABLE, { kind: "command", command, rest: [] });
    for (const { written, meaning } of Object.values(FAULT_KINDS)) {
      expect(page).toContain(written);
      expect(page).toContain(meaning);
    }
  });
});
