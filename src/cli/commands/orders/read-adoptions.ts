import { OpsError } from "../../../domain/errors.ts";
import { nearestName } from "../../../platform/config/nearest-name.ts";
import { type CsvRow, readCsv } from "../../../platform/read-csv.ts";
import type { AdoptedLabel } from "../../../workflows/adopt-labels.ts";

const COLUMNS = ["order", "carrier", "number"] as const;
const MOST_TOLD = 10;

interface AdoptionsInput {
  csv: Uint8Array;
  /** Of the file, for messages. */
  name: string;
  /** Carriers that the settings have codes for. */
  carriers: readonly string[];
}

/**
 * Labels that were bought elsewhere, from a file with the columns order, carrier and number.
 * @throws `bad_input_file` naming every line that is wrong: then none is adopted
 */
export function readAdoptions({ csv, name, carriers }: AdoptionsInput): AdoptedLabel[] {
  const table = readCsv(csv, name);
  const missing = COLUMNS.filter((column) => !table.columns.includes(column));
  if (missing.length > 0)
    throw new OpsError("bad_input_file", `${name} has no column ${missing.join(", ")}.`, {
      facts: { file: name, columns: table.columns },
      hint: `Its first line must name the columns ${COLUMNS.join(", ")}.`,
    });
  const problems = [
    ...table.misfits.map(({ line, cells }) => ({ line, problem: `has ${cells} cells` })),
    ...table.rows.flatMap((row) => problemsOf(row, carriers).map((problem) => ({ line: row.line, problem }))),
    ...repeatsIn(table.rows),
  ].sort((a, b) => a.line - b.line);
  if (problems.length > 0) throw wrong(name, problems);
  return table.rows.map(labelIn);
}

const cell = ({ values }: CsvRow, column: (typeof COLUMNS)[number]): string => values.get(column) ?? "";

/** Carriers print their numbers in groups, and people copy them so. */
const labelIn = (row: CsvRow): AdoptedLabel => ({
  order: cell(row, "order"),
  carrier: cell(row, "carrier").toLowerCase(),
  number: cell(row, "number").replace(/\s+/g, ""),
});

function problemsOf(row: CsvRow, carriers: readonly string[]): string[] {
  const label = labelIn(row);
  const empty = COLUMNS.filter((column) => label[column] === "").map((column) => `has no ${column}`);
  if (label.carrier === "" || carriers.includes(label.carrier)) return empty;
  const nearest = nearestName(label.carrier, carriers);
  return [
    ...empty,
    `names the carrier ${label.carrier}, for which no marketplace has a code${nearest ? ` (did you mean ${nearest}?)` : ""}`,
  ];
}

function repeatsIn(rows: readonly CsvRow[]): { line: number; problem: string }[] {
  const lines = new Map<string, number>();
  return rows.flatMap((row) => {
    const order = cell(row, "order");
    const first = lines.get(order);
    if (first === undefined) lines.set(order, row.line);
    return first === undefined || order === ""
      ? []
      : [{ line: row.line, problem: `names order ${order}, as line ${first} does` }];
  });
}

function wrong(name: string, problems: { line: number; problem: string }[]): OpsError {
  const told = problems.slice(0, MOST_TOLD).map(({ line, problem }) => `  line ${line} ${problem}`);
  const more = problems.length > MOST_TOLD ? [`  and ${problems.length - MOST_TOLD} more`] : [];
  return new OpsError(
    "bad_input_file",
    [`${name} is wrong; nothing was adopted:`, ...told, ...more].join("\n"),
    {
      facts: { file: name, problems },
      hint: "Correct these lines and run the command again. The carriers known here are the keys of carrier_codes.",
    },
  );
}
