import { z } from "zod";

export const PAYMENT_WORKFLOWS = [
  "PAY_ON_ACCEPTANCE",
  "PAY_ON_DELIVERY",
  "PAY_ON_DUE_DATE",
  "PAY_ON_SHIPMENT",
  "NO_CUSTOMER_PAYMENT_CONFIRMATION",
] as const;

const milliseconds = z.number().int().min(0);

const apiKey = z.strictObject({
  key: z.string().min(1),
  /** `ROLE_SHOP_ADMIN` may do everything; a narrow key gets 403 outside its roles. */
  roles: z.array(z.string()).default(["ROLE_SHOP_ADMIN"]),
});

/** What a marketplace operator can set, and what no public source settles; the default is the likeliest. */
export const miraklSettings = z.strictObject({
  apiKeys: z.array(apiKey).default([{ key: "sandbox-mirakl-key", roles: ["ROLE_SHOP_ADMIN"] }]),
  shopId: z.number().int().default(9001),
  shopName: z.string().default("Sandbox Shop"),
  errorShape: z.enum(["by_operation", "A", "B"]).default("by_operation"),
  /** From the acceptance to SHIPPING, half of it in WAITING_DEBIT, half in WAITING_DEBIT_PAYMENT. 0: at once. */
  paymentDelayMs: milliseconds.default(0),
  /** Share of accepted orders whose payment fails, 0 to 1. */
  paymentFailureShare: z.number().min(0).max(1).default(0),
  paymentWorkflow: z.enum(PAYMENT_WORKFLOWS).default("PAY_ON_ACCEPTANCE"),
  /** An order nobody decided on is refused after this time; null: never. */
  acceptanceTimeoutMs: milliseconds.nullable().default(null),
  /** An order that is not shipped in this time is cancelled; null: never. */
  lateShipCancelMs: milliseconds.nullable().default(null),
  receiveAfterMs: milliseconds.nullable().default(null),
  closeAfterMs: milliseconds.nullable().default(null),
  leadTimeDays: z.number().int().min(0).default(2),
  partialAcceptance: z.boolean().default(true),
  /** Whether a refused line leaves the order's totals. */
  refusedLinesLowerTotals: z.boolean().default(false),
  addressesBeforeAcceptance: z.boolean().default(false),
  deadlineBeforeShipping: z.boolean().default(false),
  mandatoryTracking: z.boolean().default(true),
  unregisteredCarriers: z.boolean().default(true),
  trackingAfterShipped: z.boolean().default(true),
  overRefunds: z.boolean().default(true),
  versionNeedsKey: z.boolean().default(false),
  userAgentRequired: z.boolean().default(false),
  /** How far `start_update_date` is moved back. */
  updateOverlapMs: milliseconds.default(60_000),
  /** Fulfilment centres of the operator: the shop may not decide on their orders. */
  operatorCenters: z.array(z.string()).default(["OPERATOR"]),
  /** Enforce the published call frequencies. */
  strict: z.boolean().default(false),
  quirks: z
    .array(
      z.enum([
        "null_country",
        "unknown_field",
        "unknown_state",
        "repeated_rows",
        "pickup_point",
        "operator_fulfilment",
        "overlong_address",
        "strange_characters",
      ]),
    )
    .default([]),
});

export type MiraklSettings = z.output<typeof miraklSettings>;
export type Quirk = MiraklSettings["quirks"][number];
