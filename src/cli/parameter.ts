import { OpsError } from "../domain/errors.ts";

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

const bad = (name: string, text: string, wanted: string) =>
  new OpsError("bad_argument", `${name} takes ${wanted}, not ${JSON.stringify(text)}.`, {
    facts: { name, given: text },
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

const readInteger = (given: string, { min, max, name }: NumberRange & { name: string }): number => {
  const value = Number(given);
  if (/^-?\d+$/.test(given) && value >= min && value <= max) return value;
  throw bad(name, given, `a whole number from ${min} to ${max}`);
};

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
    return last === undefined ? fallback : readInteger(last, { ...range, name });
  },
});

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
    if (last === undefined) return undefined;
    const found = choices.find((one) => one === last);
    if (found) return found;
    throw bad(name, last, `one of ${choices.join(", ")}`);
  },
});
