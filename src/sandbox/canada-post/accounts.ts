import type { Message } from "./messages.ts";
import { refuse } from "./messages.ts";

export type Environment = "development" | "production";

/** One API key with the customer behind it. */
export interface CanadaPostAccount {
  username: string;
  password: string;
  /** A key works on the host of its own environment only (AA002). */
  environment: Environment;
  /** Mailed-by customer number; leading zeros do not matter. */
  customer: string;
  /** Further customers it may mail on behalf of (AA004). */
  onBehalfOf?: readonly string[];
  /** Contract ids; none makes this a customer without a contract. */
  contracts: readonly string[];
  /** The online profile has a default card (1162, 9174). */
  card: boolean;
  /** Non-contract shipments are refused with 9173. */
  contractOnly?: boolean;
  /** False: the key is deactivated (AA001). */
  active?: boolean;
  /** The platform that acts for this merchant; the URL then reads `{customer}-{platformId}`. */
  platformId?: string;
}

/** One key for each host of the same invented customer. */
export const defaultAccounts: readonly CanadaPostAccount[] = [
  {
    username: "5a4db0c8d1e20001",
    password: "sandbox-development",
    environment: "development",
    customer: "2004381",
    contracts: ["42708517"],
    card: true,
  },
  {
    username: "5a4db0c8d1e20002",
    password: "sandbox-production",
    environment: "production",
    customer: "2004381",
    contracts: ["42708517"],
    card: true,
  },
];

/** The account of an `Authorization: Basic` header on this host, or a refusal: E002, AA001, AA002. */
export function authenticate(
  header: string | null,
  { accounts, environment }: { accounts: readonly CanadaPostAccount[]; environment: Environment },
): CanadaPostAccount {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? "")?.[1] ?? "";
  const credentials = Buffer.from(encoded, "base64").toString("utf8");
  const account = accounts.find(({ username, password }) => `${username}:${password}` === credentials);
  if (!account) return refuse(401, "E002", "AAA Authentication Failure");
  if (account.active === false) refuse(403, "AA001", "The API key is deactivated.");
  if (account.environment !== environment) {
    refuse(403, "AA002", "The API key does not fit the endpoint: development and production keys differ.");
  }
  return account;
}

interface Addressed {
  customer: string | undefined;
  mobo: string | undefined;
  platformHeader: string | null;
}

/** May this key act for the customers in the URL? AA003, AA004 and the platform's AA005, AA006, AA010. */
export function authorize(account: CanadaPostAccount, { customer, mobo, platformHeader }: Addressed): void {
  if (customer === undefined) return;
  const [number = "", platform] = customer.split("-", 2);
  const refusal = checkPlatform(account, { platform, platformHeader });
  if (refusal) refuse(403, refusal.code, refusal.description);
  if (!sameNumber(account.customer, number)) {
    refuse(403, "AA003", "The API key does not fit the mailed-by customer in the URL.");
  }
  const allowed = [account.customer, ...(account.onBehalfOf ?? [])];
  if (mobo !== undefined && !allowed.some((other) => sameNumber(other, mobo))) {
    refuse(403, "AA004", "The customer may not mail on behalf of this customer.");
  }
}

function checkPlatform(
  account: CanadaPostAccount,
  { platform, platformHeader }: { platform: string | undefined; platformHeader: string | null },
): Message | null {
  if (platform === undefined && platformHeader === null) return null;
  if (platform === undefined || platformHeader === null) {
    return { code: "AA005", description: "The platform ID is missing in the URL or in the header." };
  }
  if (platform !== platformHeader) {
    return { code: "AA010", description: "The platform IDs of URL and header differ." };
  }
  const authorized = account.platformId === platform;
  return authorized
    ? null
    : { code: "AA006", description: "The platform is not authorised by the merchant." };
}

/** Customer and contract numbers, short or padded with zeros. */
export function sameNumber(left: string, right: string): boolean {
  const digits = (text: string) => text.replace(/^0+(?=\d)/, "");
  return digits(left) === digits(right) && /^\d+$/.test(right);
}
