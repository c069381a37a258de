import { expect, test } from "bun:test";
import { fileSizes } from "./file-sizes.ts";
import { Repository, report } from "./repository.ts";

const findings = (text: string) => report(fileSizes(new Repository({ "src/db/order.ts": text })));
const lines = (count: number) => "f();\n".repeat(count);

test("a file of 300 lines passes, a longer one gives its reason in its first comment", () => {
  expect(findings(lines(300))).toBe("");
  expect(findings(lines(301))).toStartWith("src/db/order.ts:1: 301 lines");
  expect(findings(`// Long because the carrier's code table is one thing.\n${lines(301)}`)).toBe("");
  expect(findings(`// Long because.\n${lines(301)}`)).toContain("302 lines");
  expect(findings(`// Orders.\n${lines(301)}// Long because the table is one thing.\n`)).toContain(
    "303 lines",
  );
});
