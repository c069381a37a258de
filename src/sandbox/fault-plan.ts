import { z } from "zod";
import { type Fault, SERVICE_NAMES } from "./service.ts";

const milliseconds = z.number().int().min(0);

const fault = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["drop_before", "drop_after", "malformed", "html"]) }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.number().int().min(400).max(599),
    retryAfterSeconds: z.number().int().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal("slow"), delayMs: milliseconds }),
  z.strictObject({ kind: z.literal("hidden"), hiddenMs: milliseconds }),
]) satisfies z.ZodType<Fault>;

/** Strikes the requests of a service or an operation (all without either): the nth of them, or each by chance. */
export const faultRule = z
  .strictObject({
    service: z.enum(SERVICE_NAMES).optional(),
    operation: z.string().optional(),
    nth: z.number().int().min(1).optional(),
    probability: z.number().min(0).max(1).optional(),
    fault,
  })
  .refine(({ nth, probability }) => (nth === undefined) !== (probability === undefined), {
    message: "needs either nth or probability",
  });

export type FaultRule = z.output<typeof faultRule>;

export interface Draw {
  /** What the server does to the request; at most one thing. */
  accident: Exclude<Fault, { kind: "hidden" }> | null;
  hidden: Extract<Fault, { kind: "hidden" }> | null;
}

/** Decides before a request is handled what goes wrong with it. */
export class FaultPlan {
  #rules: { rule: FaultRule; seen: number }[] = [];
  readonly #random: () => number;

  /** `random` gives numbers from 0 up to 1. */
  constructor(rules: readonly FaultRule[], random: () => number) {
    this.#random = random;
    this.replace(rules);
  }

  /** Scripted rules count from here. */
  replace(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ rule, seen: 0 }));
  }

  /** Scripted faults come before chance; chances of accidents add up, so 0.2 and 0.05 strike a quarter of all. */
  draw(request: { service: string; operation: string | null }): Draw {
    const rules = this.#rules.filter(({ rule }) => concerns(rule, request));
    for (const counted of rules) counted.seen += 1;
    const scripted = rules.filter(({ rule, seen }) => rule.nth === seen).map(({ rule }) => rule.fault);
    const byChance = (kind: "hidden" | "accident") =>
      this.#byChance(
        rules.map(({ rule }) => rule),
        kind,
      );
    return {
      accident: scripted.find(isAccident) ?? byChance("accident").find(isAccident) ?? null,
      hidden: scripted.find(isHidden) ?? byChance("hidden").find(isHidden) ?? null,
    };
  }

  #byChance(rules: FaultRule[], kind: "hidden" | "accident"): Fault[] {
    const eligible = rules.filter(
      (rule) => rule.probability !== undefined && isHidden(rule.fault) === (kind === "hidden"),
    );
    if (eligible.length === 0) return [];
    let left = this.#random();
    const struck = eligible.find((rule) => {
      left -= rule.probability ?? 0;
      return left < 0;
    });
    return struck ? [struck.fault] : [];
  }
}

function concerns(
  rule: FaultRule,
  { service, operation }: { service: string; operation: string | null },
): boolean {
  if (rule.service !== undefined && rule.service !== service) return false;
  return rule.operation === undefined || rule.operation === operation;
}

const isHidden = (fault: Fault): fault is NonNullable<Draw["hidden"]> => fault.kind === "hidden";
const isAccident = (fault: Fault): fault is NonNullable<Draw["accident"]> => fault.kind !== "hidden";
