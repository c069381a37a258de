import { stringify } from "smol-toml";

export interface SandboxSettingsInput {
  /** Where the sandbox listens. */
  url: string;
  /** Whether the carrier account has a contract; without one a label has no guard against duplicates. */
  contract: boolean;
  /** Orders placed before are held. */
  liveFrom: Date;
  /** Waits long enough for a sandbox on the same machine; real services need the defaults. */
  fast: boolean;
  /** Lifts the limits on calls. */
  unlimited: boolean;
  /** Sections that are merged over the rest. */
  more?: Record<string, unknown>;
}

/** Waits, in seconds or minutes, for a world on the same machine. */
const FAST = {
  engine: {
    retry_after_minutes: [0.02, 0.05, 0.1, 0.2, 0.4],
    deadline_near_minutes: 1,
    cycle_wait_seconds: 30,
  },
  acceptance: { validation_wait_seconds: [0.05, 0.2, 0.5, 1, 2] },
  shipping: { confirm_wait_seconds: [0.05, 0.2, 0.5, 1, 2] },
  in_doubt: { look_up_delays_seconds: [0.2, 0.5, 1, 2] },
  http: { backoff_seconds: [0.1, 0.3] },
};

/** An ops.toml for a shop in the sandbox: an invented seller in Ottawa. */
export function sandboxSettings(input: SandboxSettingsInput): string {
  return stringify(merge(input.fast ? merge(base(input), FAST) : base(input), input.more ?? {}));
}

function base({ url, contract, liveFrom, unlimited }: SandboxSettingsInput): Record<string, unknown> {
  return {
    senders: {
      main: {
        company: "Example Audio",
        phone: "613-555-0100",
        address_line_1: "150 Example Street",
        city: "Ottawa",
        province: "ON",
        postal_code: "K1A 0B1",
      },
    },
    carriers: {
      "canada-post": {
        type: "canada-post",
        environment: "development",
        base_url: url,
        username: "5a4db0c8d1e20001",
        password: "sandbox-development",
        customer_number: "2004381",
        ...(contract ? { contract_id: "42708517" } : {}),
        customs: { zonos_key: "sandbox-zonos" },
        throttle: { enabled: !unlimited },
      },
    },
    marketplaces: {
      bestbuy: {
        base_url: url,
        environment: "development",
        service: "BestBuy",
        carrier_codes: { "canada-post": "CPCL" },
        ...(unlimited ? { requests_per_minute: 0, list_orders_every_seconds: 0 } : {}),
        shops: {
          main: {
            api_key: "sandbox-mirakl-key",
            live_from: liveFrom,
            carrier: "canada-post",
            sender: "main",
          },
        },
      },
    },
  };
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

function merge(under: Tree, over: Tree): Tree {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return merged;
}
