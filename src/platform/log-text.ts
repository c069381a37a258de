const LEVELS: Record<number, string> = { 20: "debug", 30: "info ", 40: "WARN ", 50: "ERROR", 60: "FATAL" };

function show(value: unknown): string {
  if (typeof value === "string") return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value) ?? "";
}

/** One JSON log line as a line for people: time, level, message, then the fields; a stack follows indented. */
export function logText(jsonLine: string): string {
  const { time, level, msg, err, ...fields } = JSON.parse(jsonLine);
  const shown = Object.entries(fields).map(([key, value]) => `${key}=${show(value)}`);
  const moment = String(time)
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
  const line = [moment, LEVELS[level] ?? level, msg ?? "", ...shown].join(" ").trimEnd();
  return `${line}${errorText(err)}\n`;
}

function errorText(err: unknown): string {
  if (typeof err !== "object" || err === null) return "";
  const { stack, message, type, code, facts, cause } = err as Record<string, unknown>;
  const head = typeof stack === "string" ? stack : `${type}: ${message}`;
  const known = [code && `code=${show(code)}`, facts && `facts=${show(facts)}`].filter(Boolean).join(" ");
  const lines = [...head.split("\n"), ...(known ? [known] : [])];
  return `${lines.map((line) => `\n    ${line.trim()}`).join("")}${cause ? errorText(cause) : ""}`;
}
