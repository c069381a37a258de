// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources in these strings are data.
import { describe, expect, test } from "bun:test";
import { maskSource } from "./mask-source.ts";

const code = (source: string) => maskSource(source).code;

describe("masking a source", () => {
  test("keeps every offset and every line", () => {
    const source = "const a = 'x'; // why\n/* two\nlines */ const b = `t${a}`;\n";
    const masked = code(source);
    expect(masked.length).toBe(source.length);
    expect(masked.split("\n").length).toBe(source.split("\n").length);
    expect(masked.indexOf("const b")).toBe(source.indexOf("const b"));
  });

  test("blanks comments and reports their text", () => {
    const { code, comments } = maskSource("a(); // call b()\n/** doc c() */ d();");
    expect(code).not.toMatch(/b|c/);
    expect(code).toContain("d();");
    expect(comments.map((comment) => comment.text.trim())).toEqual(["call b()", "* doc c()"]);
  });

  test("blanks strings, keeps their quotes and reports their text", () => {
    const { code, strings } = maskSource(String.raw`f("a // b", 'it\'s', "")`);
    expect(code).toBe(`f("${" ".repeat(6)}", '${" ".repeat(5)}', "")`);
    expect(strings.map((string) => string.text)).toEqual(["a // b", String.raw`it\'s`, ""]);
  });

  test("keeps the code inside a template, however deep", () => {
    const masked = code("`a ${f({ b: `c ${g()} d` })} e` + h");
    expect(masked.replaceAll(" ", "")).toBe("`${f({b:`${g()}`})}`+h");
  });

  test("tells a regular expression from a division", () => {
    expect(code("const r = /['\"`]/g; x")).toEndWith("; x");
    expect(code("if (a) return /fetch(/.test(b)")).not.toContain("fetch");
    expect(code("total / count / 2 'x'")).toContain("total / count / 2");
    expect(code("/[/]'/.test(y)")).toEndWith(".test(y)");
  });

  test("reads JSX: closing tags, self-closing tags and apostrophes in text", () => {
    const jsx = "<Text color={dim}>it doesn't</Text>\n<Box />\n{process.env}";
    expect(code(jsx)).toBe(jsx);
  });

  test("a comment or a template without an end is reported, not guessed", () => {
    expect(maskSource("a /* b").lostAt).toBe(2);
    expect(maskSource("a `b").lostAt).toBe(2);
    expect(maskSource("a `b ${c").lostAt).toBe(2);
    expect(maskSource("a `b ${c}`").lostAt).toBeNull();
  });
});
