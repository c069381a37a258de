import { OpsError } from "./errors.ts";

export interface AddressProblem {
  field: string;
  /** As it came, null when it is missing. */
  value: string | null;
  /** What would be allowed, for a person: `at most 40 characters`. */
  limit: string;
}

/** Gathers everything that is wrong with an address, so that a person can mend it in one go. */
export class AddressProblems {
  readonly #found: AddressProblem[] = [];

  /** Returns null, to stand in for the value that could not be had. */
  add(problem: AddressProblem): null {
    this.#found.push(problem);
    return null;
  }

  /** @throws `address_invalid` when anything was found. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw addressInvalid(this.#found);
  }
}

/** The error that names each field with its value and its limit; its facts are those of the first. */
export function addressInvalid(problems: AddressProblem[]): OpsError {
  const told = problems.map(({ field, value, limit }) =>
    value === null ? `${field} is missing (${limit})` : `${field} is "${value}" (${limit})`,
  );
  return new OpsError("address_invalid", `The address cannot go on a label: ${told.join("; ")}.`, {
    facts: { ...problems[0], problems },
  });
}
