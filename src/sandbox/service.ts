import type { Hono } from "hono";

/** What is imitated, as `SandboxService.name` has it. */
export const SERVICE_NAMES = ["mirakl", "canada-post"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export const isServiceName = (name: string): name is ServiceName =>
  SERVICE_NAMES.some((known) => known === name);

/** One imitated outside service. Several are mounted on one loopback server (their paths do not overlap). */
export interface SandboxService {
  /** As in fault scripts and statistics: `mirakl`, `canada-post`. */
  readonly name: ServiceName;
  /** The routes exactly as the real service has them: `/api/…`, `/rs/…`, `/vis/…`. */
  readonly app: Hono<SandboxEnv>;
  /** The operation a request belongs to (`OR11`, `CreateShipment`), for statistics and fault scripts; null when unknown. */
  operationOf(request: { method: string; path: string }): string | null;
  /** The answer to a `status` fault in this service's own words; plain text without it. */
  refusal?(status: number, retryAfterSeconds?: number): Response;
}

/** What the server hands to every handler. */
export interface SandboxEnv {
  Variables: {
    /** The fault drawn for this request, decided before the handler runs; the server acts on all but `hidden`. */
    fault: Fault | null;
  };
}

/**
 * What goes wrong with one request.
 * `drop_before`: the connection dies and nothing happened. `drop_after`: it happened, and the connection dies
 * before the answer. `status`: refused with this status, nothing happened. `slow`: the answer comes after `delayMs`.
 * `malformed`: it happened, and the answer is cut in half. `html`: a 200 page in place of the answer, nothing happened.
 * `hidden`: handlers of creating calls keep what they made out of look-ups for `hiddenMs`.
 * A request can meet one accident and be hidden as well; handlers then see `hidden`.
 */
export type Fault =
  | { kind: "drop_before" | "drop_after" | "malformed" | "html" }
  | { kind: "status"; status: number; retryAfterSeconds?: number }
  | { kind: "slow"; delayMs: number }
  | { kind: "hidden"; hiddenMs: number };
