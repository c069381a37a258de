// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources in these strings are data.
import { describe, expect, test } from "bun:test";
import { homes } from "./homes.ts";
import { Repository, report } from "./repository.ts";

const findings = (text: string, path = "src/workflows/a.ts") =>
  report(homes(new Repository({ [path]: text })));

describe("what has one home", () => {
  test.each([
    ["const a = process.env.HOME;", "the environment", "src/platform/config/env.ts"],
    ["const a = Bun.env.HOME;", "the environment", "src/platform/config/env.ts"],
    ["const a = Date.now();", "the present", "src/platform/clock.ts"],
    ["const a = new Date();", "the present", "src/platform/clock.ts"],
    ["const a = new Date;", "the present", "src/platform/clock.ts"],
    ["list.map(Date.now)", "the present", "src/platform/clock.ts"],
    ["console.error(a);", "the console", "src/cli/render.ts"],
    ["process.exit(1);", "the exit status", "src/main.ts"],
    ["process.exitCode = 1;", "the exit status", "src/main.ts"],
    ["await fetch(url);", "fetch", "src/platform/http/send.ts"],
    ["const a = b ? fetch(url) : null;", "fetch", "src/platform/http/send.ts"],
    ["await globalThis.fetch(url);", "fetch", "src/platform/http/send.ts"],
    ["await db.execute(sql`select 1`);", "raw SQL", "src/db/a.ts"],
    ["const q = sql<{ a: string }>`select ${a}`;", "raw SQL", "src/db/a.ts"],
    ["await client.unsafe(text);", "raw SQL", "src/db/a.ts"],
    ["sql.raw(text)", "raw SQL", "src/db/a.ts"],
    ['await run("insert into orders values (1)");', "an SQL statement", "src/db/a.ts"],
    ["await run(`select a\n from orders where b = ${c}`);", "an SQL statement", "src/db/a.ts"],
    ['await run("SELECT A FROM ORDERS");', "an SQL statement", "src/db/a.ts"],
  ])("%s: %s", (text, what, home) => {
    expect(findings(`export {};\n${text}`)).toStartWith(`src/workflows/a.ts:2: ${what} is at home in `);
    expect(findings(text, home)).toBe("");
    expect(findings(text, "src/workflows/a.test.ts")).toBe("");
    expect(findings(`// ${text.replaceAll("\n", " ")}`)).toBe("");
  });

  test.each([
    "const at = new Date(value); const clock = { now: () => stored };",
    "const jobs = await boss.fetch(name); class A { #fetch() { this.#fetch(); } }",
    "Bun.serve({ fetch(request, server) { return app.fetch(request); } });",
    "interface Page {\n  fetch(url: string): Promise<void>;\n}",
    'const help = "Select the orders from a list"; const date: Date = at; const isDate = at instanceof Date;',
    "process.once('SIGTERM', stop);",
  ])("is not mistaken: %s", (text) => {
    expect(findings(text)).toBe("");
  });
});
