const LENGTHS: readonly number[] = [12, 13, 16];

/** Canada Post's tracking numbers have 12 or 16 digits, or 13 characters to other countries: `EE001438583CA`. */
export function numberProblem(text: string): string | null {
  if (!LENGTHS.includes(text.length)) return `it has ${text.length} characters, and theirs have 12, 13 or 16`;
  return /^[A-Z0-9]+$/.test(text) ? null : "it has other characters than capital letters and digits";
}
