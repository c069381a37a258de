/** `1,204 rows of 21 tables`. */
export function rowsText(rows: Record<string, number>): string {
  const counts = Object.values(rows);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return `${total.toLocaleString("en-CA")} rows of ${counts.length} tables`;
}
