import { expect, test } from "bun:test";
import { OpsError } from "../domain/errors.ts";
import { FakeClock } from "./clock.ts";
import { createLog } from "./log.ts";
import { Secret } from "./secret.ts";

function logTo(format: "text" | "json", level: "debug" | "info" | "warn" = "info") {
  const lines: string[] = [];
  const log = createLog({
    settings: { level, format },
    clock: new FakeClock("2026-03-01T08:00:00.250Z"),
    secrets: [new Secret("key-4711")],
    write: (line) => lines.push(line),
  });
  return { log, lines };
}

test("a text line reads: time, level, message, fields", () => {
  const { log, lines } = logTo("text");
  log.child({ workflow: "create-labels" }).warn({ orderId: "100-A", note: "two words" }, "It is held.");
  expect(lines).toEqual([
    '2026-03-01 08:00:00Z WARN  It is held. workflow=create-labels orderId=100-A note="two words"\n',
  ]);
});

test("a JSON line is one document with the clock's time", () => {
  const { log, lines } = logTo("json");
  log.info({ orderId: "100-A" }, "Accepted.");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 30, time: "2026-03-01T08:00:00.250Z", orderId: "100-A", msg: "Accepted." },
  ]);
});

test("messages below the level are not written", () => {
  const { log, lines } = logTo("text", "warn");
  log.info("quiet");
  log.debug("quieter");
  expect(lines).toEqual([]);
});

test("secrets and customer data are in no line, whatever way they came", () => {
  for (const format of ["text", "json"] as const) {
    const { log, lines } = logTo(format);
    log.info(
      { apiKey: new Secret("key-4711"), url: "https://example.com/?k=key-4711" },
      "Sent with key-4711.",
    );
    log.child({ email: "ada@example.com" }).error({ err: new Error("ada@example.com bounced") }, "Failed.");
    const written = lines.join("");
    expect(written).not.toContain("key-4711");
    expect(written).not.toContain("ada@example.com");
    expect(written).toContain("https://example.com/?k=[redacted]");
  }
});

test("an error shows its stack, code and cause below the line", () => {
  const { log, lines } = logTo("text");
  const cause = new Error("connect ECONNREFUSED");
  log.error(
    { err: new OpsError("database_unavailable", "No database.", { facts: { port: 5432 }, cause }) },
    "Down.",
  );
  expect(lines[0]).toContain("ERROR Down.\n    OpsError: No database.");
  expect(lines[0]).toContain('\n    code=database_unavailable facts={"port":5432}\n');
  expect(lines[0]).toContain("\n    Error: connect ECONNREFUSED");
});
