import { OpsError } from "../domain/errors.ts";
import { nearestName } from "../platform/config/nearest-name.ts";

/** An option or an argument of a command: how it reads in help, and how its text becomes a value. */
export interface Parameter<T> {
  description: string;
  /** What stands for its value in help; null for a flag. */
  placeholder: string | null;
  /** Offered by shells. */
  choices: readonly string[];
  /** As help shows it; null when there is none. */
  defaultText: string | null;
  required: boolean;
  repeatable: boolean;
  /** Called with every text that was given, none when it was left out. @throws OpsError `bad_argument` */
  read(texts: readonly string[], name: string): T;
}

export type Parameters = Record<string, Parameter<unknown>>;

/** The values that a set of parameters gives. */
export type Values<P extends Parameters> = { [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

const plain = { choices: [], defaultText: null, required: false, repeatable: false } as const;

interface Given {
  /** Of the option or argument. */
  name: string;
  given: string;
}

const bad = ({ name, given }: Given, { wanted, hint }: { wanted: string; hint?: string }) =>
  new OpsError("bad_argument", `${name} takes ${wanted}, not ${JSON.stringify(given)}.`, {
    facts: { name, given },
    hint,
  });

/** `--dry-run`: there or not. */
export const flag = (description: string): Parameter<boolean> => ({
  ...plain,
  description,
  placeholder: null,
  read: (texts) => texts.length > 0,
});

/** One text, or undefined. */
export const text = (placeholder: string, description: string): Parameter<string | undefined> => ({
  ...plain,
  description,
  placeholder,
  read: (texts) => texts.at(-1),
});

/** One text that must be there. */
export const requiredText = (placeholder: string, description: string): Parameter<string> => ({
  ...plain,
  description,
  placeholder,
  required: true,
  read: (texts, name) => {
    const [given] = texts;
    if (given) return given;
    throw new OpsError("bad_argument", `${name} is missing.`, { facts: { name } });
  },
});

/** Any number of texts. */
export const texts = (placeholder: string, description: string): Parameter<string[]> => ({
  ...plain,
  description,
  placeholder,
  repeatable: true,
  read: (given) => [...given],
});

/** At least one text. */
export const requiredTexts = (placeholder: string, description: string): Parameter<string[]> => ({
  ...texts(placeholder, description),
  required: true,
  read: (given, name) => {
    if (given.length > 0) return [...given];
    throw new OpsError("bad_argument", `${name} is missing.`, { facts: { name } });
  },
});

interface NumberRange {
  min: number;
  max: number;
}

function readInteger(word: Given, { min, max }: NumberRange): number {
  const value = Number(word.given);
  if (/^-?\d+$/.test(word.given) && value >= min && value <= max) return value;
  throw bad(word, { wanted: `a whole number from ${min} to ${max}` });
}

/** A whole number, or its fallback. */
export const integer = <F extends number | undefined>(
  description: string,
  { fallback, ...range }: NumberRange & { fallback: F },
): Parameter<number | F> => ({
  ...plain,
  description,
  placeholder: "N",
  defaultText: fallback === undefined ? null : String(fallback),
  read: (given, name) => {
    const last = given.at(-1);
    return last === undefined ? fallback : readInteger({ given: last, name }, range);
  },
});

/** A number by which something is known, and which must be there. */
export const requiredId = (description: string): Parameter<number> => ({
  ...requiredText("ID", description),
  read: (texts, name) =>
    readInteger(
      { given: requiredText("ID", description).read(texts, name), name },
      { min: 1, max: Number.MAX_SAFE_INTEGER },
    ),
});

function oneOf<C extends string>(choices: readonly C[], word: Given): C {
  const found = choices.find((one) => one === word.given);
  if (found) return found;
  const nearest = nearestName(word.given, choices);
  const hint = nearest ? `Did you mean ${nearest}?` : undefined;
  throw bad(word, { wanted: `one of ${choices.join(", ")}`, hint });
}

/** One of a few words, or undefined. */
export const choice = <const C extends string>(
  choices: readonly C[],
  description: string,
): Parameter<C | undefined> => ({
  ...plain,
  description,
  choices,
  placeholder: "WORD",
  read: (given, name) => {
    const last = given.at(-1);
    return last === undefined ? undefined : oneOf(choices, { given: last, name });
  },
});

/** Any number of words of a list, each with its option or several behind commas. */
export const someOf = <const C extends string>(
  choices: readonly C[],
  description: string,
): Parameter<C[]> => ({
  ...plain,
  description,
  choices,
  placeholder: "WORD",
  repeatable: true,
  read: (given, name) =>
    given.flatMap((text) => text.split(",")).map((word) => oneOf(choices, { given: word.trim(), name })),
});
