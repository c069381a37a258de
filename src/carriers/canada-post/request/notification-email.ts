const LIMIT = 60;

/** The carrier's own patterns: fewer characters than mail allows, and without a contract short top-level domains only. */
const PATTERNS = {
  contract: /^['_A-Za-z0-9+-]+(\.['_A-Za-z0-9+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/,
  "non-contract": /^['_A-Za-z0-9+-]+(\.['_A-Za-z0-9+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,5}$/,
};

/** The address, or null when the carrier would refuse it: a notice is a courtesy and never stops a parcel. */
export function notificationEmail(email: string | null, mode: keyof typeof PATTERNS): string | null {
  const address = email?.trim() ?? "";
  return address.length <= LIMIT && PATTERNS[mode].test(address) ? address : null;
}
