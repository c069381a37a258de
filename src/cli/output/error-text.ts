import type { OpsError } from "../../domain/errors.ts";
import { inSnakeCase } from "./json-text.ts";
import type { Screen } from "./screen.ts";
import { nameList } from "./table.ts";
import { wrap } from "./wrap.ts";

/** For programs, on standard error: one line. */
export function errorJson(error: OpsError): string {
  const { code, kind, message, hint, facts } = error;
  return `${JSON.stringify({ error: { code, kind, message, hint, facts: inSnakeCase(facts) } })}\n`;
}

/** For people: what, the facts that the message does not tell, the next step. */
export function errorText(
  error: OpsError,
  { screen, verbose }: { screen: Screen; verbose: boolean },
): string {
  const { theme } = screen;
  const facts = Object.entries(error.facts)
    .map(([name, value]) => [`  ${name}`, factText(value)] as const)
    .filter(([, value]) => value !== "" && ![error.message, error.hint].some((text) => text.includes(value)));
  const trace = verbose || error.kind === "bug" ? `${theme.dim(traceText(error))}\n` : "";
  return [
    `${theme.bad("error:")} ${besideLabel(error.message, screen)}\n`,
    nameList(facts, screen),
    trace,
    `${theme.accent("next:")}  ${besideLabel(error.hint, screen)}\n`,
  ].join("");
}

const LABEL_WIDTH = "error: ".length;

/** Wrapped to the screen, further lines under the first. */
const besideLabel = (text: string, { width }: Screen): string =>
  width === null
    ? text
    : text
        .split("\n")
        .map((line) => wrap(line, width - LABEL_WIDTH).join(`\n${" ".repeat(LABEL_WIDTH)}`))
        .join("\n");

/** Short values only: lists of objects are for programs. */
function factText(value: unknown): string {
  if (Array.isArray(value)) return value.every((one) => typeof one !== "object") ? value.join(", ") : "";
  if (value === null || value === undefined || typeof value === "object") return "";
  const text = String(value);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

function traceText(error: OpsError): string {
  const lines = [`  ${error.code} (${error.kind})`];
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    lines.push(at.stack ?? `${at.name}: ${at.message}`);
  return lines.join("\n").replaceAll("\n", "\n  ");
}
