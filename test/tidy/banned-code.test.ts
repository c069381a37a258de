import { describe, expect, test } from "bun:test";
import { bannedCode } from "./banned-code.ts";
import { Repository, report } from "./repository.ts";

const findings = (text: string) => report(bannedCode(new Repository({ "src/db/a.ts": text })));

describe("what no code does", () => {
  test.each([
    ["const a = b as any;", "any switches"],
    ["function f(a: any, b: string) {}", "any switches"],
    ["const a: Record<string, any> = {};", "any switches"],
    ["let a: any;", "any switches"],
    ["type A = string | any[];", "any switches"],
    ["const a = z.any();", "any switches"],
    ["// @ts-ignore\nf(1);", "switches the type checker off"],
    ["/* @ts-nocheck */", "switches the type checker off"],
    ['test.skip("a", f);', "a test that does not run"],
    ['describe.only("a", f);', "a test that does not run"],
    ['test.todo("a");', "a test that does not run"],
    ['test.skipIf(slow)("a", f);', "a test that does not run"],
    ["try { f(); } catch {}", "swallows an error"],
    ["try { f(); } catch (error) {\n}", "swallows an error"],
    ["f().catch(() => {});", "swallows an error"],
    ["f().catch(() => undefined);", "swallows an error"],
    ["f().catch((_error) => {});", "swallows an error"],
    ["f(`", "never ends"],
  ])("%s: %s", (text, reason) => {
    expect(findings(`export {};\n${text}`)).toStartWith("src/db/a.ts:2: ");
    expect(findings(text)).toContain(reason);
  });

  test.each([
    "const many = company.any(a) ?? { any: 1 }; const rest = f(a, any(b));",
    "try { f(); } catch { /* The file is gone already, which is what we want. */ }",
    "try { f(); } catch (error) { throw new OpsError('bug', 'f', { cause: error }); }",
    "// Whoever waits for it hears of it.\nf().catch(() => undefined);",
    'const sender = { name: fit("name", 44), it: xit(1) };',
    "f().catch(() => { stopped = true; }); cursor.skip(10); list.only(1);",
    "const text = 'test.skip( as any catch {}';",
  ])("is not mistaken: %s", (text) => {
    expect(findings(text)).toBe("");
  });
});

test("in tests, xit and fdescribe are found too", () => {
  const file = { "src/db/a.test.ts": 'xit("a", f);\nfdescribe("b", g);' };
  expect(report(bannedCode(new Repository(file))).split("\n")).toHaveLength(2);
});
