import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Repository, RepositoryFile, report } from "./repository.ts";

test("a repository is what git would keep of a folder", () => {
  const root = mkdtempSync(join(tmpdir(), "ops-tidy-"));
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  try {
    put("README.md", "# A\n");
    put(".ci/run", "npm test\n");
    put("src/db/a.ts", "f();\n");
    put("src/logo.png", new Uint8Array([137, 80, 0, 1]));
    put("node_modules/zod/index.js", "x");
    put("dist/ops", "x");
    put("labels/a.pdf", "x");
    put("ops.log", "x");
    const repository = Repository.load(root);
    expect(repository.files.map((file) => file.path)).toEqual([
      ".ci/run",
      "README.md",
      "src/db/a.ts",
      "src/logo.png",
    ]);
    expect(repository.file("src/db/a.ts")?.text).toBe("f();\n");
    expect(repository.file("src/logo.png")?.text).toBe("");
    expect(repository.file("gone.ts")).toBeNull();
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("a finding tells file, line and reason", () => {
  const file = new RepositoryFile("src/a.ts", "a;\nb;\nc;\n");
  expect(report([file.findingAt(3, "no b")])).toBe("src/a.ts:2: no b");
});

test("product code is what is shipped: no tests and nothing that only tests use", () => {
  const isProduct = (path: string) => new RepositoryFile(path, "").isProduct;
  expect(["src/db/a.ts", "src/tui/a.tsx"].map(isProduct)).toEqual([true, true]);
  expect(
    ["src/db/a.test.ts", "src/db/testing/a.ts", "test/a.ts", "scripts/a.ts", "src/a.sql"].some(isProduct),
  ).toBe(false);
});
