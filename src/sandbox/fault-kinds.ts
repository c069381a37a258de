import type { Fault } from "./service.ts";

/** One kind of fault as a person writes it. */
interface FaultKind {
  /** `status<code>[+<s>]`: what is written, `<…>` standing for a number. */
  written: string;
  meaning: string;
  /** What its number and its `+` say; null when they make no sense. */
  read(number: string, after: string | undefined): Fault | null;
}

const numberless = (
  kind: "drop_before" | "drop_after" | "malformed" | "html",
  meaning: string,
): FaultKind => ({
  written: kind,
  meaning,
  read: (number, after) => (number === "" && after === undefined ? { kind } : null),
});

/** Every kind of fault: the parser of `--faults`, its errors and the help have them from here. */
export const FAULT_KINDS: Readonly<Record<Fault["kind"], FaultKind>> = {
  drop_before: numberless("drop_before", "the connection ends, and nothing happened"),
  drop_after: numberless("drop_after", "it happened, and the connection ends before the answer"),
  malformed: numberless("malformed", "it happened, and half of the answer comes"),
  html: numberless("html", "a page with status 200 comes instead, and nothing happened"),
  status: {
    written: "status<code>",
    meaning: "refused; status429+30 asks to wait 30 s, +none does not say",
    read(number, after) {
      const status = Number(number);
      return status >= 400 && status <= 599 ? { kind: "status", status, ...retryAfter(status, after) } : null;
    },
  },
  slow: {
    written: "slow<ms>",
    meaning: "it happened, and the answer comes late",
    read: (number, after) =>
      number === "" || after !== undefined ? null : { kind: "slow", delayMs: Number(number) },
  },
  hidden: {
    written: "hidden<ms>",
    meaning: "what was made stays out of look-ups for so long",
    read: (number, after) =>
      number === "" || after !== undefined ? null : { kind: "hidden", hiddenMs: Number(number) },
  },
};

function retryAfter(status: number, after: string | undefined): { retryAfterSeconds?: number } {
  if (after === "none" || (after === undefined && status !== 429)) return {};
  return { retryAfterSeconds: Number(after ?? 1) };
}

export const isFaultKind = (word: string): word is Fault["kind"] => Object.hasOwn(FAULT_KINDS, word);
