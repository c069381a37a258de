import type { FaultRule } from "./fault-plan.ts";
import type { Latency } from "./sandbox-options.ts";
import type { Fault } from "./service.ts";

/** A flag whose value can not be understood; the message says which part and what would be right. */
export class FlagProblem extends Error {}

const FAULT = /^(?:([\w-]+)(?:\.(\w+))?(?:#(\d+))?:)?([a-z_]+)(\d*)(?:\+(\d+|none))?(?:=(\d*\.?\d+))?$/;
const FAULT_HELP =
  "write [service|Operation|service.Operation]:kind=probability or Operation#n:kind, where kind is drop_before, " +
  "drop_after, malformed, html, status<code>, slow<ms> or hidden<ms>; such as drop_after=0.2,CreateShipment#3:slow5000";

/**
 * Reads `drop_after=0.2,status429=0.05,mirakl:slow500=0.1,CreateShipment#3:drop_after`.
 * A scope that begins with a small letter is a service. `status429` comes with `Retry-After: 1`, `status429+30` with
 * 30 seconds, `status429+none` without the header.
 */
export function parseFaults(text: string): FaultRule[] {
  return items(text).map((item) => {
    const [, scope, operation, nth, kind = "", number = "", after, probability] = FAULT.exec(item) ?? [];
    const fault = parseFault({ kind, number, after });
    const isScripted = nth !== undefined;
    if (!fault || isScripted === (probability !== undefined) || Number(probability ?? 0) > 1) {
      throw new FlagProblem(`'${item}' is not a fault: ${FAULT_HELP}`);
    }
    return {
      ...scopeOf(scope, operation),
      ...(isScripted ? { nth: Number(nth) } : { probability: Number(probability) }),
      fault,
    };
  });
}

function scopeOf(
  scope: string | undefined,
  operation: string | undefined,
): Pick<FaultRule, "service" | "operation"> {
  if (scope === undefined) return {};
  if (operation !== undefined) return { service: scope, operation };
  return /^[a-z]/.test(scope) ? { service: scope } : { operation: scope };
}

interface FaultWords {
  kind: string;
  number: string;
  after: string | undefined;
}

function parseFault({ kind, number, after }: FaultWords): Fault | null {
  const value = Number(number);
  switch (kind) {
    case "drop_before":
    case "drop_after":
    case "malformed":
    case "html":
      return number === "" ? { kind } : null;
    case "status":
      return value >= 400 && value <= 599 ? { kind, status: value, ...retryAfter(value, after) } : null;
    case "slow":
      return number === "" ? null : { kind, delayMs: value };
    case "hidden":
      return number === "" ? null : { kind, hiddenMs: value };
    default:
      return null;
  }
}

function retryAfter(status: number, after: string | undefined): { retryAfterSeconds?: number } {
  if (after === "none" || (after === undefined && status !== 429)) return {};
  return { retryAfterSeconds: Number(after ?? 1) };
}

const LATENCY = /^([a-z-]+)=(\d+)(?:-(\d+))?$/;

/** Reads `mirakl=150,canada-post=200-400`, in milliseconds. */
export function parseLatency(text: string): Record<string, Latency> {
  return Object.fromEntries(
    items(text).map((item): [string, Latency] => {
      const [, service, from, to] = LATENCY.exec(item) ?? [];
      if (service === undefined || Number(to ?? from) < Number(from)) {
        throw new FlagProblem(
          `'${item}' is not a latency: write service=ms or service=ms-ms, such as mirakl=150`,
        );
      }
      return [service, to === undefined ? Number(from) : [Number(from), Number(to)]];
    }),
  );
}

const items = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
