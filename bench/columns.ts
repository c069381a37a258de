/** Rows as aligned columns: the first to the left, figures to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(cell.length, widest[index] ?? 0)),
    [],
  );
  const line = (row: readonly string[]) =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)));
  return rows.map((row) => line(row).join("  ").trimEnd()).join("\n");
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
export const verdict = (reached: boolean): string => (reached ? "reached" : "missed");
