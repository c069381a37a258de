/** For people; null when both parts are missing. */
export const personName = (person: { firstName: string | null; lastName: string | null }): string | null =>
  [person.firstName, person.lastName].filter(Boolean).join(" ") || null;
