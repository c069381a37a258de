import { expect, test } from "bun:test";
import { dependencies } from "./dependencies.ts";
import { Repository, report } from "./repository.ts";

const PACKAGE = JSON.stringify(
  { dependencies: { zod: "4.6.7" }, devDependencies: { "fast-check": "4.10.2" } },
  null,
  2,
);
const findings = (texts: Record<string, string>) =>
  report(dependencies(new Repository({ "package.json": PACKAGE, ...texts })));

test("declared packages and the runtime's own modules pass", () => {
  const texts = {
    "src/db/a.ts":
      'import { z } from "zod/v4"; import "node:fs"; import "bun:sqlite"; import type * as fc from "fast-check";',
    "src/db/a.test.ts": 'import fc from "fast-check"; import { test } from "bun:test";',
  };
  expect(findings(texts)).toBe("");
});

test("a package that is not declared, or only for development, is reported", () => {
  expect(findings({ "src/db/a.ts": 'import "pg-types";' })).toBe(
    "src/db/a.ts:1: pg-types is not in package.json's dependencies",
  );
  expect(findings({ "src/db/a.ts": 'import fc from "fast-check";' })).toContain("fast-check is not in");
  expect(findings({ "test/a.ts": 'import "pg-types";' })).toContain("dependencies or devDependencies");
});

test("a version range is reported", () => {
  expect(findings({ "package.json": PACKAGE.replace("4.6.7", "^4.6.7") })).toBe(
    "package.json:3: zod ^4.6.7 is not one version",
  );
});
