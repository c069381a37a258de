import { describe, expect, test } from "bun:test";
import { Repository, report } from "./repository.ts";
import { runbook } from "./runbook.ts";

const KINDS = { timed_out: "unavailable", bug: "bug" };
const ANSWERS = "- **Means.** a\n- **By itself.** b\n- **Look.** c\n- **Do.** d\n";
const page = (...codes: string[]) => codes.map((code) => `### ${code}\n\n${ANSWERS}\n`).join("");
const findings = (text: string) =>
  report(runbook({ repository: new Repository({ "docs/runbook.md": text }), kinds: KINDS }));

describe("the runbook", () => {
  test("has one entry per code under its kind", () => {
    expect(findings(`# Runbook\n\n## unavailable\n\n${page("timed_out")}## bug\n\n${page("`bug`")}`)).toBe(
      "",
    );
  });

  test("a code without an entry is reported, and so is a runbook that is not there", () => {
    expect(findings(`## bug\n\n${page("bug")}`)).toBe("docs/runbook.md:1: timed_out has no entry");
    expect(report(runbook({ repository: new Repository({}), kinds: KINDS }))).toContain(
      "there is no runbook",
    );
  });

  test("an entry without a code, in the wrong place, twice or half written is reported", () => {
    const all = `## unavailable\n\n${page("timed_out", "timed_out", "gone", "bug")}`;
    expect(findings(all)).toContain("a second entry for timed_out");
    expect(findings(all)).toContain("gone is no error code");
    expect(findings(all)).toContain("bug belongs under bug");
    expect(findings("## bug\n\n### bug\n\n- **Means.** a\n")).toContain(
      "docs/runbook.md:3: bug does not answer, in order: Means, By itself, Look, Do",
    );
  });
});
