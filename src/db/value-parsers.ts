import pg from "pg";

const { builtins, getTypeParser } = pg.types;

const INT8_ARRAY = 1016 as number;

const asText = (text: string): string => text;

/** Ids, cents and counts: far below 2^53, and wrong rather than rounded should one ever not be. */
function safeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit into a number`);
  return value;
}

const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: safeNumber,
  [INT8_ARRAY]: (text) => getTypeParser(INT8_ARRAY)(text).map(safeNumber),
  [builtins.TIMESTAMPTZ]: (text) => new Date(text),
  // Without a zone they are no moments, which `Date` would make of them.
  [builtins.TIMESTAMP]: asText,
  [builtins.DATE]: asText,
};

/** How values come back: timestamptz as `Date`, date as `YYYY-MM-DD`, bigint as `number`, jsonb parsed once. */
export const VALUE_PARSERS: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") => PARSERS[oid] ?? getTypeParser(oid, format),
};
