import { expect, test } from "bun:test";
import fc from "fast-check";
import stringWidth from "string-width";
import { screenFor } from "./screen.ts";
import { nameList, table } from "./table.ts";

const pipe = screenFor({ isTTY: false, columns: undefined, coloured: true });
const terminal = (columns: number) => screenFor({ isTTY: true, columns, coloured: false });

const columns = [
  { title: "ORDER" },
  { title: "NOTE", flexible: true },
  { title: "QTY", align: "right" as const },
];

test("columns are as wide as their cells and stand two spaces apart", () => {
  expect(
    table(
      columns,
      [
        ["100-A", "fine", "2"],
        ["7", "", "10"],
      ],
      pipe,
    ),
  ).toBe(["ORDER  NOTE  QTY", "100-A  fine    2", "7             10", ""].join("\n"));
});

test("in a pipe nothing is cut and nothing is coloured", () => {
  const long = "word ".repeat(100).trim();
  const text = table(columns, [["100-A", long, "2"]], pipe);
  expect(text).toContain(long);
  expect(text).not.toContain("\x1b");
});

test("on a terminal words give way before ids", () => {
  const [, row = ""] = table(columns, [["0123456789-ABCDEF", "x".repeat(200), "2"]], terminal(80)).split(
    "\n",
  );
  expect(row).toStartWith("0123456789-ABCDEF  xxx");
  expect(row).toContain("…");
  expect(stringWidth(row)).toBeLessThanOrEqual(80);
});

test("on a narrow screen a table that does not fit is a block for each row, of which nothing is cut", () => {
  const rows = [
    ["0123456789-ABCDEF", "to be sent to the neighbour, who is at home", "2"],
    ["7", "-", ""],
  ];
  expect(table(columns, rows, terminal(40))).toBe(
    [
      "0123456789-ABCDEF",
      "  note  to be sent to the neighbour, who",
      "        is at home",
      "  qty   2",
      "7",
      "",
    ].join("\n"),
  );
  expect(table(columns, [["7", "fits", "2"]], terminal(40))).toStartWith("ORDER  NOTE  QTY\n");
});

test("no id is cut, however wide the screen is", () => {
  const ids = [{ title: "ORDER" }, { title: "REFERENCE" }];
  expect(table(ids, [["a".repeat(60), "b".repeat(60)]], terminal(100))).toBe(
    `${"a".repeat(60)}\n  reference  ${"b".repeat(60)}\n`,
  );
});

test("whatever the words are, no line is wider than a screen on which the ids fit, and each row is one line", () => {
  const id = fc.string({ maxLength: 10, unit: "grapheme" });
  const words = fc.string({ maxLength: 60, unit: "grapheme" });
  const rows = fc.array(fc.tuple(id, words, id), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 70, max: 160 }), (cells, width) => {
      const lines = table(columns, cells, terminal(width)).split("\n");
      expect(lines).toHaveLength(cells.length + 2);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test("control characters from outside do not reach the terminal", () => {
  const text = table(columns, [["a\x1b[2J", "b\rc\nd\te", "\x07"]], pipe);
  const codes = [...text.replaceAll("\n", "")].map((letter) => letter.charCodeAt(0));
  expect(Math.min(...codes)).toBeGreaterThanOrEqual(32);
});

test("names stand under one another, further lines under the value, empty values are left out", () => {
  const text = nameList(
    [
      ["order", "100-A"],
      ["address", "1 Example St\nOttawa"],
      ["phone", ""],
    ],
    pipe,
  );
  expect(text).toBe("order    100-A\naddress  1 Example St\n         Ottawa\n");
});
