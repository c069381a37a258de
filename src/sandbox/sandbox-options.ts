import { z } from "zod";
import type { Clock } from "../platform/clock.ts";
import type { CanadaPostOptions } from "./canada-post/switches.ts";
import { faultRule } from "./fault-plan.ts";
import { ordersFileSchema } from "./mirakl/order.ts";
import { miraklSettings } from "./mirakl/settings.ts";
import { SERVICE_NAMES } from "./service.ts";

const milliseconds = z.number().min(0);
const share = z.number().min(0).max(1);

/** Every request waits so long: always the same, or anything in a range. */
export const latency = z.union([
  milliseconds,
  z.tuple([milliseconds, milliseconds]).refine(([from, to]) => from <= to, { message: "must rise" }),
]);
export type Latency = z.output<typeof latency>;

export const sandboxOptions = z.strictObject({
  /** 0: any free port. */
  port: z.number().int().min(0).max(65_535).default(0),
  /** The same seed at the same time makes the same world. */
  seed: z.number().int().default(1),
  /** Invented orders; 25 unless some are loaded, then none. */
  orders: z.number().int().min(0).max(100_000).optional(),
  /** `new`: all wait for acceptance. `mixed`: all states, a fifth in SHIPPING with a number written elsewhere. */
  states: z.enum(["new", "mixed"]).default("new"),
  /** Parsed OR11 answers, served in the states they are in. */
  load: z.array(ordersFileSchema).default([]),
  /** Puts loaded orders back to WAITING_ACCEPTANCE, as if placed now. */
  reopen: z.boolean().default(false),
  /** Enforces the published call frequencies. */
  strict: z.boolean().default(false),
  latency: z.partialRecord(z.enum(SERVICE_NAMES), latency).default({}),
  faults: z.array(faultRule).default([]),
  /** How long new shipments stay out of look-ups. */
  hiddenMs: milliseconds.default(0),
  world: z
    .strictObject({
      usShare: share.default(0.05),
      missingPhoneShare: share.default(0.05),
      dangerousShare: share.default(0),
    })
    .prefault({}),
  mirakl: miraklSettings.prefault({}),
});

export type SandboxOptions = z.input<typeof sandboxOptions> & {
  canadaPost?: CanadaPostOptions;
  /** The time outside; the world's own can be moved ahead of it. */
  clock?: Clock;
};
