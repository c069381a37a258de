import { describe, expect, test } from "bun:test";
import { importCycles } from "./import-cycles.ts";
import { Repository, report } from "./repository.ts";

const findings = (texts: Record<string, string>) => report(importCycles(new Repository(texts)));

describe("circles of imports", () => {
  test("a circle is reported once, at the import that closes it", () => {
    const texts = {
      "src/db/a.ts": 'import "./b.ts";',
      "src/db/b.ts": 'export {};\nimport "./c.ts";',
      "src/db/c.ts": 'import "./b.ts"; import "./d.ts";',
      "src/db/d.ts": "",
    };
    expect(findings(texts)).toBe(
      "src/db/c.ts:1: closes a circle of imports: src/db/b.ts → src/db/c.ts → src/db/b.ts",
    );
  });

  test("type imports count", () => {
    const texts = {
      "src/db/a.ts": 'import type { B } from "./b.ts";',
      "src/db/b.ts": 'import type { A } from "./a.ts";',
    };
    expect(findings(texts)).toContain("src/db/a.ts → src/db/b.ts → src/db/a.ts");
  });

  test("two ways to one file are no circle", () => {
    const texts = {
      "src/db/a.ts": 'import "./b.ts"; import "./c.ts";',
      "src/db/b.ts": 'import "./d.ts";',
      "src/db/c.ts": 'import "./d.ts";',
      "src/db/d.ts": "",
    };
    expect(findings(texts)).toBe("");
  });
});
