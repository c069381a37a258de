/** `1,234.50 CAD`. */
export function moneyText(cents: number, currency: string): string {
  const amount = (cents / 100).toLocaleString("en-CA", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `${amount} ${currency}`;
}
