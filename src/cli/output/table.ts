import stringWidth from "string-width";
import type { Screen } from "./screen.ts";
import { shorten } from "./shorten.ts";

export interface Column {
  title: string;
  align?: "left" | "right";
  /** Columns that hold words give way first when the screen is narrow; ids and numbers do not. Default false. */
  flexible?: boolean;
  /** Colours a cell by its text. */
  paint?: (text: string) => string;
}

const GAP = 2;
const LEAST_WIDTH = 6;

/** Line breaks and tabs would tear a row apart, control characters could move the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const oneLine = (text: string): string => text.replace(/\s+/g, " ").replace(/[\x00-\x1f\x7f-\x9f]/g, "");

/** A table without borders that fits the screen; in a pipe nothing is cut. Ends with a line break. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string {
  const cells = rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? "")));
  const widths = fit(columns, {
    natural: columns.map(({ title }, index) =>
      Math.max(stringWidth(title), ...cells.map((row) => stringWidth(row[index] ?? ""))),
    ),
    room: screen.width,
  });
  const line = (texts: readonly string[], paintOf: (column: Column) => (text: string) => string) =>
    columns
      .map((column, index) =>
        cell(texts[index] ?? "", { column, width: widths[index] ?? 0, paint: paintOf(column) }),
      )
      .join(" ".repeat(GAP))
      .trimEnd();
  const head = line(
    columns.map(({ title }) => title),
    () => screen.theme.dim,
  );
  const body = cells.map((row) => line(row, ({ paint }) => paint ?? ((text) => text)));
  return `${[head, ...body].join("\n")}\n`;
}

interface CellInput {
  column: Column;
  width: number;
  paint: (text: string) => string;
}

function cell(text: string, { column, width, paint }: CellInput): string {
  const shown = shorten(text, width);
  const gap = " ".repeat(width - stringWidth(shown));
  return column.align === "right" ? gap + paint(shown) : paint(shown) + gap;
}

function fit(
  columns: readonly Column[],
  { natural, room }: { natural: number[]; room: number | null },
): number[] {
  const widths = [...natural];
  const excess = () =>
    widths.reduce((sum, width) => sum + width + GAP, -GAP) - (room ?? Number.POSITIVE_INFINITY);
  for (const mayShrink of [({ flexible }: Column) => flexible === true, () => true]) {
    while (excess() > 0) {
      const candidates = columns.flatMap((column, index) => {
        const width = widths[index] ?? 0;
        return mayShrink(column) && width > LEAST_WIDTH ? [{ index, width }] : [];
      });
      const widest = candidates.toSorted((a, b) => b.width - a.width)[0];
      if (!widest) break;
      widths[widest.index] = widest.width - 1;
    }
  }
  return widths;
}

/** Names and values under one another, the values aligned. Empty values are left out. */
export function nameList(
  pairs: readonly (readonly [name: string, value: string])[],
  { theme }: Screen,
): string {
  const shown = pairs.filter(([, value]) => value !== "");
  const width = Math.max(0, ...shown.map(([name]) => stringWidth(name)));
  return shown
    .map(([name, value]) => {
      const gap = " ".repeat(width - stringWidth(name) + GAP);
      return `${theme.dim(name)}${gap}${value.replaceAll("\n", `\n${" ".repeat(width + GAP)}`)}\n`;
    })
    .join("");
}
