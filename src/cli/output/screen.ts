/** What text is laid out for. */
export interface Screen {
  /** Columns; null in a pipe or file, where nothing is cut. */
  width: number | null;
  theme: Theme;
}

type Paint = (text: string) => string;

/** What colours mean. All of them are in this file. */
export interface Theme {
  heading: Paint;
  ok: Paint;
  warn: Paint;
  bad: Paint;
  /** Less important: labels, notes, what is the same everywhere. */
  dim: Paint;
  /** What to type or look at next. */
  accent: Paint;
}

const paint =
  (on: number, off: number): Paint =>
  (text) =>
    text === "" ? "" : `\x1b[${on}m${text}\x1b[${off}m`;

const COLOURED: Theme = {
  heading: paint(1, 22),
  ok: paint(32, 39),
  warn: paint(33, 39),
  bad: paint(31, 39),
  dim: paint(2, 22),
  accent: paint(36, 39),
};

const same: Paint = (text) => text;
const PLAIN: Theme = { heading: same, ok: same, warn: same, bad: same, dim: same, accent: same };

interface ScreenInput {
  isTTY: boolean;
  columns: number | undefined;
  /** False for `--no-color`, `NO_COLOR` and terminals that know none. */
  coloured: boolean;
}

/** Terminals tell their width; one that does not is taken for 80 columns. */
export function screenFor({ isTTY, columns, coloured }: ScreenInput): Screen {
  return {
    width: isTTY ? columns || 80 : null,
    theme: isTTY && coloured ? COLOURED : PLAIN,
  };
}
