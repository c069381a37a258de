import pino from "pino";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/config.ts";
import { logText } from "./log-text.ts";
import { maskFields, textMasker } from "./masking.ts";
import type { Secret } from "./secret.ts";

/** What the rest of the program may do with a log: `log.warn({ orderId }, "It is held.")`. */
export type Log = Pick<pino.Logger, "debug" | "info" | "warn" | "error"> & {
  child(fields: Record<string, unknown>): Log;
};

interface LogOptions {
  settings: Config["log"];
  clock: Clock;
  /** Values that must not appear, whatever key they stand under. */
  secrets: Iterable<Secret>;
  /** Takes finished lines; standard error in a real run. */
  write(line: string): void;
}

/** Writes log lines in this process (pino's own transports need files that a compiled binary lacks). */
export function createLog({ settings, clock, secrets, write }: LogOptions): Log {
  const mask = textMasker(secrets);
  const format = settings.format === "text" ? logText : (line: string) => line;
  return pino(
    {
      level: settings.level,
      base: null,
      // Errors are plain fields by then; pino's own serializer would fold their causes into the stack.
      serializers: { err: (fields: unknown) => fields },
      timestamp: () => `,"time":"${clock.now().toISOString()}"`,
      formatters: {
        log: (fields) => maskFields(fields) as Record<string, unknown>,
        bindings: (fields) => maskFields(fields) as Record<string, unknown>,
      },
    },
    { write: (line: string) => write(format(mask(line))) },
  );
}
