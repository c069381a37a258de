import { describe, expect, test } from "bun:test";
import { importDirection, printedTable } from "./import-direction.ts";
import { IMPORT_TABLE, printedImportTable } from "./import-table.ts";
import { Repository, report } from "./repository.ts";

const findings = (texts: Record<string, string>) => report(importDirection(new Repository(texts)));

describe("the direction of imports", () => {
  test("an import against the table is reported at its line", () => {
    const texts = {
      "src/domain/money.ts": 'export {};\nimport { log } from "../platform/log.ts";',
      "src/platform/log.ts": "",
    };
    expect(findings(texts)).toBe("src/domain/money.ts:2: domain may not import src/platform/log.ts");
  });

  test("type imports count", () => {
    const texts = { "src/db/a.ts": 'import type { B } from "../engine/b.ts";', "src/engine/b.ts": "" };
    expect(findings(texts)).toContain("db may not import src/engine/b.ts");
  });

  test("what the table allows passes, and so does everything in a test", () => {
    const texts = {
      "src/cli/a.ts": 'import { b } from "../engine/b.ts"; import { z } from "zod";',
      "src/engine/b.ts": 'import { c } from "../domain/c.ts"; import type { D } from "./d.ts";',
      "src/engine/d.ts": "",
      "src/domain/c.ts": "",
      "src/domain/c.test.ts": 'import { b } from "../engine/b.ts";',
      "src/db/migrations.ts": 'import first from "../../drizzle/0001_first.sql" with { type: "text" };',
      "drizzle/0001_first.sql": "",
    };
    expect(findings(texts)).toBe("");
  });

  test("carriers know their contract, not each other; their list knows them all", () => {
    const texts = {
      "src/carriers/carrier.ts": "",
      "src/carriers/registry.ts": 'import { a } from "./tipsa/a.ts"; import { b } from "./seur/b.ts";',
      "src/carriers/tipsa/a.ts": 'import type { Carrier } from "../carrier.ts";',
      "src/carriers/seur/b.ts": 'import { a } from "../tipsa/a.ts";',
    };
    expect(findings(texts)).toBe(
      "src/carriers/seur/b.ts:1: carriers/seur may not import its sibling carriers/tipsa",
    );
  });

  test("the domain uses no package, the web pages take types only", () => {
    const texts = {
      "src/domain/a.ts": 'import { z } from "zod";\nimport { join } from "node:path";',
      "src/web/b.ts": 'import { a } from "../domain/a.ts";\nimport type { A } from "../domain/a.ts";',
    };
    expect(findings(texts).split("\n")).toEqual([
      "src/domain/a.ts:1: domain is pure: it may not import zod",
      "src/domain/a.ts:2: domain is pure: it may not import node:path",
      "src/web/b.ts:1: web may import only types of src/domain/a.ts: write import type",
    ]);
  });

  test("product code imports nothing that is for tests, nor what is not there, nor a computed name", () => {
    const texts = {
      "src/db/a.ts": 'import "./testing/b.ts";\nimport "./c";\nimport(name);\nimport "../../tsconfig.json";',
      "src/db/testing/b.ts": "",
      "src/db/c.ts": "",
      "tsconfig.json": "{}",
    };
    expect(findings(texts)).toContain(
      "a.ts:1: product code may not import src/db/testing/b.ts, which is for tests",
    );
    expect(findings(texts)).toContain("a.ts:2: imports src/db/c, which does not exist");
    expect(findings(texts)).toContain("a.ts:3: imports a computed name");
    expect(findings(texts)).toContain("a.ts:4: db may not import tsconfig.json");
  });

  test("a folder that the table does not know is reported", () => {
    expect(findings({ "src/utils/a.ts": "" })).toContain(
      "src/utils/a.ts:1: stands in no part of the import table",
    );
  });

  test("the table names only parts that it has a row for", () => {
    const names = IMPORT_TABLE.map((layer) => layer.name);
    expect(IMPORT_TABLE.flatMap((layer) => layer.may).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe("the printed import table", () => {
  const printed = (text: string) => report(printedTable(new Repository({ "ARCHITECTURE.md": text })));

  test("passes as it is, fails when changed or missing", () => {
    expect(printed(`# Architecture\n\n${printedImportTable()}\n`)).toBe("");
    expect(printed(`# Architecture\n\n${printedImportTable().replace("`db`", "`sandbox`")}`)).toStartWith(
      "ARCHITECTURE.md:3: the import table is not",
    );
    expect(report(printedTable(new Repository({})))).toStartWith("ARCHITECTURE.md:1: missing");
  });
});
