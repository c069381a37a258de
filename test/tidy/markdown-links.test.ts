import { describe, expect, test } from "bun:test";
import { anchorOf } from "./markdown.ts";
import { markdownLinks } from "./markdown-links.ts";
import { Repository, report } from "./repository.ts";

const OTHERS = { "docs/runbook.md": "# Runbook\n\n### `timed_out`\n", "src/main.ts": "" };
const findings = (text: string) => report(markdownLinks(new Repository({ ...OTHERS, "docs/a.md": text })));

describe("links in Markdown", () => {
  test.each([
    "[b](runbook.md)",
    "[b](./runbook.md#timed_out)",
    "[b](../src/main.ts)",
    "[b](../src/) and [c](..//src)",
    "# Two Words\n[b](#two-words)",
    "[b](https://example.com/x) and [c](mailto:a@example.com)",
    "```\n[b](gone.md)\n```\nand `[c](gone.md)`",
    '![b](../src/main.ts "title")',
  ])("lead somewhere: %s", (text) => {
    expect(findings(text)).toBe("");
  });

  test.each([
    ["[b](gone.md)", "docs/a.md:3: links to docs/gone.md, which does not exist"],
    ["[b](../gone/)", "docs/a.md:3: links to gone, which does not exist"],
    ["[b](runbook.md#bug)", "docs/a.md:3: links to #bug, which is no heading of docs/runbook.md"],
    ["[b](#gone)", "docs/a.md:3: links to #gone, which is no heading of docs/a.md"],
    ["[b]: gone.md", "docs/a.md:3: links to docs/gone.md, which does not exist"],
  ])("lead nowhere: %s", (text, finding) => {
    expect(findings(`# A\n\n${text}\n`)).toBe(finding);
  });

  test("anchors are made as GitHub makes them", () => {
    expect(anchorOf("Life of an order: from `a` to (b)")).toBe("life-of-an-order-from-a-to-b");
  });
});
