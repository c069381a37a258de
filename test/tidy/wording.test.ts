import { describe, expect, test } from "bun:test";
import { Repository, report } from "./repository.ts";
import { wording } from "./wording.ts";

const findings = (text: string, path = "docs/a.md") => report(wording(new Repository({ [path]: text })));

describe("wording", () => {
  test.each([
    "TODO: later",
    "FIXME",
    "see /work/shop/src",
    'open("/home/somebody/ops.toml")',
    "/root/.cache/bun",
    "https://registry.npmjs.org/zod",
    '"resolved": "https://example.com/zod.tgz"',
    "as DESIGN 6 says",
    "see STYLE.md",
    "../shared/DESIGN.md",
    "made by a subagent",
    "this issue asks for it",
    "see issue 12",
  ])("is reported at its line: %s", (text) => {
    expect(findings(`# A\n${text}\n`)).toStartWith("docs/a.md:2: ");
    expect(findings(text, "src/db/a.ts")).toStartWith("src/db/a.ts:1: ");
  });

  test.each([
    "A customer-service agent answers; the User-Agent header; a session ends after an hour.",
    "The contracts are in ../shared/contracts; $HOME/.cache/ops; ~/root/a; docs/work/a.md",
    "An incident is an issue that the customer opened.",
  ])("is let be: %s", (text) => {
    expect(findings(text)).toBe("");
  });
});
