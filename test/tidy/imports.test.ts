import { describe, expect, test } from "bun:test";
import { computedImportsOf, importedPackage, importedPath, importsOf } from "./imports.ts";
import { RepositoryFile } from "./repository.ts";

const imported = (source: string) =>
  importsOf(new RepositoryFile("src/a.ts", source)).map(({ specifier, typesOnly }) =>
    typesOnly ? `type ${specifier}` : specifier,
  );

describe("finding the imports of a file", () => {
  test("finds every form", () => {
    const source = `
      import a from "./a.ts";
      import { b, type B } from './b.ts'
      import * as c from "./c.ts";
      import d, {
        e, // "./not-this.ts"
        type F,
      } from "./d.ts";
      import "./g.ts";
      import page from "./page.html" with { type: "text" };
      export { h } from "./h.ts";
      export * from "./i.ts";
      export * as j from "./j.ts";
      const k = await import("./k.ts");
      const l = require("./l.ts");
      type M = import("./m.ts").M;
      const n = import(\`./n.ts\`);`;
    expect(imported(source).map((specifier) => specifier.replace(/^\.\/|\..*$/g, ""))).toEqual([
      ..."abcdg",
      "page",
      ..."hijklmn",
    ]);
  });

  test("type imports count and are told apart", () => {
    const source = `import type { A } from "./a.ts"; import type B from "./b.ts"; export type { C } from "./c.ts";
      import type from "./d.ts"; import { type E } from "./e.ts"; import type * as F from "./f.ts";`;
    expect(imported(source)).toEqual([
      "type ./a.ts",
      "type ./b.ts",
      "type ./c.ts",
      "./d.ts",
      "./e.ts",
      "type ./f.ts",
    ]);
  });

  test("needs no semicolons", () => {
    expect(
      imported('import a from "./a.ts"\nimport type { B } from "./b.ts"\nexport * from "./c.ts"'),
    ).toEqual(["./a.ts", "type ./b.ts", "./c.ts"]);
  });

  test("words in comments and strings are no imports", () => {
    expect(
      imported(`// import a from "./a.ts"\nconst s = 'import b from "./b.ts"'; f(Array.from("abc"));`),
    ).toEqual([]);
  });

  test("a computed import is found, a literal one is not", () => {
    const file = new RepositoryFile("src/a.ts", 'import("./b.ts"); import(name); import.meta.url;');
    expect(computedImportsOf(file)).toEqual([18]);
  });

  test("paths and packages resolve", () => {
    expect(importedPath("src/db/migrations.ts", "../../drizzle/0001_initial.sql")).toBe(
      "drizzle/0001_initial.sql",
    );
    expect(importedPath("src/a.ts", "zod")).toBeNull();
    expect(importedPackage("drizzle-orm/postgres-js")).toBe("drizzle-orm");
    expect(importedPackage("@inkjs/ui")).toBe("@inkjs/ui");
    expect(importedPackage("node:fs")).toBeNull();
    expect(importedPackage("bun:test")).toBeNull();
    expect(importedPackage("./a.ts")).toBeNull();
  });
});
