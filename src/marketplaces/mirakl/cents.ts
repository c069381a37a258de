/**
 * A JSON amount in whole cents, halves rounded away from zero. It is read from the number's decimal digits, for
 * `1.005 * 100` is less than 100.5. Null when it is not a finite amount of fewer than 14 digits.
 */
export function toCents(amount: number): number | null {
  if (Math.abs(amount) >= 1e12 || Number.isNaN(amount)) return null;
  const digits = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(amount));
  // Only amounts below a millionth of a cent are written with an exponent here.
  if (!digits) return 0;
  const [, sign, whole = "", fraction = ""] = digits;
  const thousandths = Number(whole) * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  const cents = Math.floor((thousandths + 5) / 10);
  return sign ? -cents || 0 : cents;
}
