import { expect, test } from "bun:test";
import { readCsv } from "./read-csv.ts";

const read = (input: string | Uint8Array) => {
  const { rows, ...rest } = readCsv(input, "products.csv");
  return { ...rest, rows: rows.map(({ line, values }) => [line, Object.fromEntries(values)]) };
};
const utf8 = (text: string) => new TextEncoder().encode(text);

test.each<[string, string | Uint8Array]>([
  ["line feeds", "sku,title\nA,Lamp\nB,\n"],
  ["carriage returns and line feeds", "sku,title\r\nA,Lamp\r\nB,\r\n"],
  ["carriage returns alone", "sku,title\rA,Lamp\rB,"],
  ["semicolons", "sku;title\nA;Lamp\nB;"],
  ["tabs", "sku\ttitle\nA\tLamp\nB\t"],
  ["a byte order mark", "\ufeffsku,title\nA,Lamp\nB,"],
  ["bytes with a byte order mark and semicolons", utf8("\ufeffsku;title\r\nA;Lamp\r\nB;")],
  ["spaces around", " SKU , Title \n A , Lamp \n B , "],
  ["quotes", '"sku","title"\n"A","Lamp"\n"B",""'],
  ["empty columns at the end", "sku,title,,\nA,Lamp,,\nB,,,"],
])("a table reads the same with %s", (_, input) => {
  expect(read(input)).toEqual({
    columns: ["sku", "title"],
    rows: [
      [2, { sku: "A", title: "Lamp" }],
      [3, { sku: "B", title: "" }],
    ],
    misfits: [],
  });
});

test("a row is told by the line on which it begins, over empty rows and line breaks in cells", () => {
  const { rows } = read('sku,title\r\n\r\nA,"two\r\nlines"\r\n,\r\nB,"5"" screen; black"\r\n');
  expect(rows).toEqual([
    [3, { sku: "A", title: "two\nlines" }],
    [6, { sku: "B", title: '5" screen; black' }],
  ]);
});

test("rows with more or fewer cells than the header are set apart", () => {
  expect(read("sku,title\nA\nB,Lamp\nC,Lamp,1")).toMatchObject({
    rows: [[3, { sku: "B" }]],
    misfits: [
      { line: 2, cells: 1 },
      { line: 4, cells: 3 },
    ],
  });
});

test.each<[string, string | Uint8Array, string]>([
  ["an empty file", "\n \n", "products.csv is empty."],
  ["a column without a name", "sku,,stock\n", "products.csv has no name for column 2 in its first line."],
  ["a column twice", "sku,Stock,stock\n", "products.csv has two columns called stock."],
  ["Latin-1", new Uint8Array([0x73, 0x6b, 0x75, 0x0a, 0xe9]), "products.csv is not in UTF-8."],
])("%s is no table", (_, input, message) => {
  expect(() => read(input)).toThrow(expect.objectContaining({ code: "bad_input_file", message }));
});

test("a quote that never ends is told", () => {
  expect(() => read('sku,title\nA,Lamp\nB,"Chair\nC,Table\n')).toThrow(
    /^products\.csv cannot be read: .*quote.*line \d/i,
  );
});
