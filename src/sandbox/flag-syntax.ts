import { nearestName } from "../platform/config/nearest-name.ts";
import { FAULT_KINDS, isFaultKind } from "./fault-kinds.ts";
import type { FaultRule } from "./fault-plan.ts";
import { OPERATION_NAMES } from "./operation-names.ts";
import type { Latency } from "./sandbox-options.ts";
import { isServiceName, SERVICE_NAMES, type ServiceName } from "./service.ts";

/** A flag whose value can not be understood; the message says which part and what would be right. */
export class FlagProblem extends Error {}

const FAULT = /^(?:([\w-]+)(?:\.(\w+))?(?:#(\d+))?:)?([a-z_]+)(\d*)(?:\+(\d+|none))?(?:=(\d*\.?\d+))?$/;
const KINDS = Object.values(FAULT_KINDS).map(({ written }) => written);
const FAULT_HELP =
  "write [service|Operation|service.Operation]:kind=probability or Operation#n:kind, where kind is " +
  `${KINDS.slice(0, -1).join(", ")} or ${KINDS.at(-1)}; such as drop_after=0.2,CreateShipment#3:slow5000. ` +
  `Services: ${SERVICE_NAMES.join(", ")}`;

/**
 * Reads `drop_after=0.2,status429=0.05,mirakl:slow500=0.1,CreateShipment#3:drop_after`.
 * `status429` comes with `Retry-After: 1`, `status429+30` with
 * 30 seconds, `status429+none` without the header.
 */
export function parseFaults(text: string): FaultRule[] {
  return items(text).map((item) => {
    const problem = (what: string) => new FlagProblem(`'${item}' is not a fault: ${what}`);
    const [, scope, operation, nth, kind = "", number = "", after, share] = FAULT.exec(item) ?? [];
    const fault = isFaultKind(kind) ? FAULT_KINDS[kind].read(number, after) : null;
    const isScripted = nth !== undefined;
    if (!fault || isScripted === (share !== undefined)) throw problem(FAULT_HELP);
    if (Number(share ?? 0) > 1) throw problem(`${share} is no share from 0 to 1`);
    const concerned = scopeOf(scope, operation);
    if (typeof concerned === "string") throw problem(concerned);
    return {
      ...concerned,
      ...(isScripted ? { nth: Number(nth) } : { probability: Number(share) }),
      fault,
    };
  });
}

/** What a fault strikes, or why there is no such thing. */
function scopeOf(
  scope: string | undefined,
  operation: string | undefined,
): Pick<FaultRule, "service" | "operation"> | string {
  if (scope === undefined) return {};
  if (isServiceName(scope)) {
    if (operation === undefined) return { service: scope };
    const known = OPERATION_NAMES[scope];
    return known.includes(operation)
      ? { service: scope, operation }
      : unknownName(`operation ${operation} of ${scope}`, operation, known);
  }
  if (operation !== undefined) return unknownName(`service ${scope}`, scope, SERVICE_NAMES);
  const known = Object.values(OPERATION_NAMES).flat();
  if (known.includes(scope)) return { operation: scope };
  return unknownName(`service or operation ${scope}`, scope, [...SERVICE_NAMES, ...known]);
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `there is no ${what}; ${nearest ? `did you mean ${nearest}?` : `there is ${known.join(", ")}`}`;
}

const LATENCY = /^([a-z-]+)=(\d+)(?:-(\d+))?$/;

/** Reads `mirakl=150,canada-post=200-400`, in milliseconds. */
export function parseLatency(text: string): Partial<Record<ServiceName, Latency>> {
  return Object.fromEntries(
    items(text).map((item): [ServiceName, Latency] => {
      const [, service, from, to] = LATENCY.exec(item) ?? [];
      if (service === undefined || !isServiceName(service) || Number(to ?? from) < Number(from)) {
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
