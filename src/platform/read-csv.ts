import { CsvError, parse } from "csv-parse/sync";
import { OpsError } from "../domain/errors.ts";

export interface CsvTable {
  /** The names of the first line, trimmed and in lower case. */
  columns: string[];
  rows: CsvRow[];
  /** Rows with more or fewer cells than the header. */
  misfits: { line: number; cells: number }[];
}

export interface CsvRow {
  /** Where it begins in the file, from 1. */
  line: number;
  /** Trimmed, by column; empty cells are there as empty text. */
  values: ReadonlyMap<string, string>;
}

/**
 * Reads a table whose first line names the columns: UTF-8 with or without a byte order mark, comma or semicolon, any
 * line ends. Empty rows are left out.
 * @param name of the file, for messages
 * @throws `bad_input_file` when it is no such table
 */
export function readCsv(input: string | Uint8Array, name: string): CsvTable {
  const text = decode(input, name).replace(/\r\n?/g, "\n");
  const [header, ...records] = parseRecords(text, name);
  if (!header) throw bad(name, "is empty");
  const columns = columnsOf(header.cells, name);
  const table: CsvTable = { columns, rows: [], misfits: [] };
  for (const { line, cells } of records) {
    const extra = cells.slice(columns.length).some((cell) => cell !== "");
    if (cells.length < columns.length || extra) table.misfits.push({ line, cells: cells.length });
    else table.rows.push({ line, values: new Map(columns.map((column, at) => [column, cells[at] ?? ""])) });
  }
  return table;
}

const bad = (name: string, what: string, facts: Record<string, unknown> = {}) =>
  new OpsError("bad_input_file", `${name} ${what}.`, { facts: { file: name, ...facts } });

function decode(input: string | Uint8Array, name: string): string {
  if (typeof input === "string") return input;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(input);
  } catch (thrown) {
    throw new OpsError("bad_input_file", `${name} is not in UTF-8.`, {
      facts: { file: name },
      hint: "Save it as CSV UTF-8 and run the command again.",
      cause: thrown,
    });
  }
}

interface CsvRecord {
  line: number;
  cells: string[];
}

function parseRecords(text: string, name: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells, { lines }) => {
        if (cells.some((cell) => cell !== "")) records.push({ line: lines - lineBreaksIn(cells), cells });
        return null;
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    throw bad(name, `cannot be read: ${thrown.message}`, { line: thrown.lines });
  }
  return records;
}

const lineBreaksIn = (cells: string[]): number =>
  cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);

/** Spreadsheets write semicolons where the comma is the decimal mark, and tabs where cells were copied. */
function delimiterOf(text: string): string {
  const header = text.trimStart().split("\n", 1)[0] ?? "";
  const columns = (delimiter: string) => header.split(delimiter).length;
  return [";", "\t"].reduce((best, other) => (columns(other) > columns(best) ? other : best), ",");
}

/** Spreadsheets also write empty columns at the end. */
function columnsOf(cells: string[], name: string): string[] {
  const width = cells.findLastIndex((cell) => cell !== "") + 1;
  const columns = cells.slice(0, width).map((cell) => cell.toLowerCase());
  const unnamed = columns.indexOf("");
  if (unnamed >= 0) throw bad(name, `has no name for column ${unnamed + 1} in its first line`);
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) throw bad(name, `has two columns called ${twice}`);
  return columns;
}
