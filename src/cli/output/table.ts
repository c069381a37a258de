import { oneLine } from "./one-line.ts";
import type { Screen } from "./screen.ts";
import { shorten } from "./shorten.ts";
import { wrap } from "./wrap.ts";

export interface Column {
  title: string;
  align?: "left" | "right";
  /** Columns that hold words give way when the screen is narrow; ids and numbers do not. Default false. */
  flexible?: boolean;
  /** Colours a cell by its text. */
  paint?: (text: string) => string;
}

const GAP = 2;
const LEAST_WIDTH = 6;

/** Narrower than this, words that give way are left with nothing that could be read. */
const NARROW = 70;

/**
 * A table without borders that fits the screen; in a pipe nothing is cut. Words are, on a screen that is wide enough;
 * where that does not do, each row is a block of its own. Ends with a line break.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string {
  const cells = rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? "")));
  const widths = fit(columns, {
    natural: columns.map(({ title }, index) =>
      Math.max(Bun.stringWidth(title), ...cells.map((row) => Bun.stringWidth(row[index] ?? ""))),
    ),
    room: screen.width,
  });
  if (widths === null) return cells.map((row) => block(columns, row, screen)).join("");
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

/** A row with the name of each cell in front of it, under its first. */
function block(columns: readonly Column[], row: readonly string[], screen: Screen): string {
  const [heading = "", ...others] = row;
  const indent = " ".repeat(heading.length - heading.trimStart().length + GAP);
  const pairs = others.map((text, index): [string, string] => {
    const { title = "", paint } = columns[index + 1] ?? {};
    const value = text === "-" ? "" : text;
    return [indent + title.toLowerCase(), paint && value !== "" ? paint(value) : value];
  });
  return `${screen.theme.heading(heading)}\n${nameList(pairs, screen)}`;
}

interface CellInput {
  column: Column;
  width: number;
  paint: (text: string) => string;
}

function cell(text: string, { column, width, paint }: CellInput): string {
  const shown = shorten(text, width);
  const gap = " ".repeat(width - Bun.stringWidth(shown));
  return column.align === "right" ? gap + paint(shown) : paint(shown) + gap;
}

/** How wide each column is; null when they do not fit. */
function fit(
  columns: readonly Column[],
  { natural, room }: { natural: number[]; room: number | null },
): number[] | null {
  const widths = [...natural];
  const excess = () =>
    widths.reduce((sum, width) => sum + width + GAP, -GAP) - (room ?? Number.POSITIVE_INFINITY);
  if (excess() > 0 && room !== null && room < NARROW) return null;
  while (excess() > 0) {
    const candidates = columns.flatMap(({ flexible }, index) => {
      const width = widths[index] ?? 0;
      return flexible && width > LEAST_WIDTH ? [{ index, width }] : [];
    });
    const widest = candidates.toSorted((a, b) => b.width - a.width)[0];
    if (!widest) return null;
    widths[widest.index] = widest.width - 1;
  }
  return widths;
}

/** A value next to a name gets at least so much room; on narrower screens the terminal breaks its lines. */
const LEAST_VALUE_WIDTH = 24;

const isPainted = (text: string): boolean => text.includes("\x1b");

/** Names and values under one another, the values aligned and wrapped. Empty values are left out. */
export function nameList(
  pairs: readonly (readonly [name: string, value: string])[],
  { theme, width }: Screen,
): string {
  const shown = pairs.filter(([, value]) => value !== "");
  const indent = Math.max(0, ...shown.map(([name]) => Bun.stringWidth(name))) + GAP;
  const room = width === null || width - indent < LEAST_VALUE_WIDTH ? null : width - indent;
  const linesOf = (value: string) =>
    value.split("\n").flatMap((line) => (room === null ? [line] : wrap(line, room)));
  return shown
    .map(([name, value]) => {
      const gap = " ".repeat(indent - Bun.stringWidth(name));
      return `${isPainted(name) ? name : theme.dim(name)}${gap}${linesOf(value).join(`\n${" ".repeat(indent)}`)}\n`;
    })
    .join("");
}
