import { OpsError } from "./errors.ts";

/** Several refusals of one thing as one error: the code of the first, the words and hints of all. */
export function combineRefusals(refusals: readonly OpsError[]): OpsError | null {
  const [first, ...others] = refusals;
  if (first === undefined || others.length === 0) return first ?? null;
  return new OpsError(first.code, refusals.map(({ message }) => message).join(" "), {
    facts: { ...first.facts, others: others.map(({ code, facts }) => ({ code, ...facts })) },
    hint: [...new Set(refusals.map(({ hint }) => hint))].join(" "),
    cause: first.cause,
  });
}

/**
 * Takes every step, also after one that refuses, so that a person hears of all that is wrong at once.
 * @throws a `rejected` error of all refusals; anything else at once
 */
export function collectRefusals<Parts extends object>(
  steps: {
    [Key in keyof Parts]: () => Parts[Key];
  },
): Parts {
  const refusals: OpsError[] = [];
  const parts: Partial<Parts> = {};
  for (const key of Object.keys(steps) as (keyof Parts)[]) {
    try {
      parts[key] = steps[key]();
    } catch (thrown) {
      if (!(thrown instanceof OpsError) || thrown.kind !== "rejected") throw thrown;
      refusals.push(thrown);
    }
  }
  const refusal = combineRefusals(refusals);
  if (refusal) throw refusal;
  return parts as Parts;
}
