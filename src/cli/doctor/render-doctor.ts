import type { Screen } from "../output/screen.ts";
import { nameList } from "../output/table.ts";
import type { Finding } from "./finding.ts";

export interface Diagnosis {
  /** Nothing is bad. */
  ok: boolean;
  findings: Finding[];
}

/** A line for each check under its area, with the next step below what is not well. */
export function renderDoctor({ findings }: Diagnosis, screen: Screen): string {
  const { theme } = screen;
  const paints = { ok: theme.ok, warn: theme.warn, bad: theme.bad };
  const marks = { ok: "✓", warn: "!", bad: "✗" };
  const sections = [...Map.groupBy(findings, ({ area }) => area)].map(([area, found]) => {
    const lines = found.map(({ check, level, detail, next }): [string, string] => [
      `  ${paints[level](marks[level])} ${check}`,
      next === null ? detail : `${detail}\n${theme.accent("→")} ${next}`,
    ]);
    return `${theme.heading(area)}\n${nameList(lines, screen)}`;
  });
  return `${sections.join("\n")}\n${verdict(findings, screen)}`;
}

function verdict(findings: Finding[], { theme }: Screen): string {
  const count = (wanted: Finding["level"]) => findings.filter(({ level }) => level === wanted).length;
  const [bad, warn] = [count("bad"), count("warn")];
  if (bad + warn === 0) return `${theme.ok("All is well.")}\n`;
  const parts = [
    bad > 0 ? theme.bad(`${bad} bad`) : "",
    warn > 0 ? theme.warn(`${warn} to look at`) : "",
    `${count("ok")} well`,
  ];
  return `${parts.filter(Boolean).join(", ")}.\n`;
}
