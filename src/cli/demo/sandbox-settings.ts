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
  /** Keys stay out of ops.toml: it names the files of `SANDBOX_SECRETS`. */
  secretFiles?: boolean;
  /** Sections that are merged over the rest. */
  more?: Record<string, unknown>;
}

/** What the sandbox lets in, by the file that takes each key in a workspace. */
export const SANDBOX_SECRETS = {
  ".ops/secrets/bestbuy-main.api-key": "sandbox-mirakl-key",
  ".ops/secrets/canada-post.username": "5a4db0c8d1e20001",
  ".ops/secrets/canada-post.password": "sandbox-development",
  ".ops/secrets/canada-post.zonos-key": "sandbox-zonos",
} as const;

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

function base({
  url,
  contract,
  liveFrom,
  unlimited,
  secretFiles = false,
}: SandboxSettingsInput): Record<string, unknown> {
  const key = (name: string, file: keyof typeof SANDBOX_SECRETS) =>
    secretFiles ? { [`${name}_file`]: file } : { [name]: SANDBOX_SECRETS[file] };
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
        ...key("username", ".ops/secrets/canada-post.username"),
        ...key("password", ".ops/secrets/canada-post.password"),
        customer_number: "2004381",
        ...(contract ? { contract_id: "42708517" } : {}),
        customs: key("zonos_key", ".ops/secrets/canada-post.zonos-key"),
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
            ...key("api_key", ".ops/secrets/bestbuy-main.api-key"),
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
