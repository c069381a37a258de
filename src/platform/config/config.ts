import type { OptionCode, SERVICE_CODES, ServiceCode } from "../../domain/canada-post-codes.ts";
import type { Timing } from "../cron.ts";
import type { Secret } from "../secret.ts";

/** Complete settings: every default is filled in, absent integrations are null, secrets are apart from text. */
export interface Config {
  /** The folder that holds ops.toml; all relative paths start here. */
  workspace: string;
  database: DatabaseSettings;
  labels: { folder: string };
  log: { level: "debug" | "info" | "warn" | "error"; format: "text" | "json" };
  http: HttpSettings;
  engine: EngineSettings;
  acceptance: AcceptanceSettings;
  shipping: ShippingSettings;
  inDoubt: InDoubtSettings;
  daemon: DaemonSettings;
  /** Every schedule there is, by name. */
  schedules: Record<string, ScheduleSettings>;
  retention: RetentionSettings;
  connections: ConnectionSettings[];
  /** By account name. */
  carriers: Record<string, CanadaPostSettings>;
  /** For trials: where this process is to die or freeze. Null: nowhere. */
  faultTrigger: FaultTrigger | null;
}

/** A fault point that is armed. */
export interface FaultTrigger {
  /** `create-labels:after-call`. */
  point: string;
  /** It is the n-th time the point is passed that counts. */
  pass: number;
  action: "kill" | "freeze";
}

export interface DatabaseSettings {
  /** An external PostgreSQL; null means the embedded one. */
  url: Secret | null;
  /** Folder of the embedded cluster. */
  dataFolder: string;
  /** Folder into which the embedded binaries are unpacked once. */
  cacheFolder: string;
  /** The embedded cluster goes with the process that made it, as in the demo; no setting asks for it. */
  throwAway: boolean;
  /** Connections per process. */
  poolSize: number;
}

export interface HttpSettings {
  connectTimeoutMs: number;
  timeoutMs: number;
  /** Attempts inside one run for calls that may be repeated, and the waits between them. */
  attempts: number;
  backoffMs: number[];
}

export interface EngineSettings {
  /** Units of work at once per workflow. */
  concurrency: number;
  /** When a failed unit is due again by itself; after the last it needs a person. */
  retryAfterMs: number[];
  /** A person is told at once of a failure this close to its deadline, while it is tried again. */
  deadlineNearMs: number;
  /** How long one `ops run` waits for confirmations and look-ups that are due soon. */
  cycleWaitMs: number;
}

export interface AcceptanceSettings {
  /** `guarded`: only known SKUs, up to `maxQuantity` a line and within imported stock. */
  mode: "auto" | "guarded" | "manual";
  maxQuantity: number;
  /** How often an acceptance is read back before it counts as failed, and the wait before each. */
  validationTries: number;
  validationWaitMs: number[];
}

export interface ShippingSettings {
  /** Used for SKUs that are not in the catalogue; null sends them to the inbox. */
  defaultParcel: { weightGrams: number; lengthMm: number; widthMm: number; heightMm: number } | null;
  /** When the carrier takes parcels: the cut-off of each working day. */
  collections: Timing;
  pushWhen: "label" | "packed" | "manifest";
  /** Per connection; null is no limit. */
  maxLabelsPerDay: number | null;
  /** How often a shipped order is read back, and the wait before each. */
  confirmTries: number;
  confirmWaitMs: number[];
  /** An order must have been read within this time before a label is bought for it. */
  freshnessMs: number;
}

export interface InDoubtSettings {
  /** Waits before each look-up of a purchase in doubt. After the last, the same request is posted again where the carrier guards against duplicates. */
  lookUpDelaysMs: number[];
  /** Rounds of look-ups; between them the same request is posted again, which the carrier's guard makes safe. Then a person is asked. */
  rounds: number;
}

export interface DaemonSettings {
  /** Where health and metrics are served; null: nowhere. */
  listen: { host: string; port: number } | null;
  /** What is under way gets so long to finish when the daemon is told to stop. */
  drainMs: number;
  logMaxBytes: number;
  logFiles: number;
}

export interface ScheduleSettings extends Timing {
  enabled: boolean;
  /** How late a missed slot is still run. */
  graceMs: number;
}

/** Days for which rows are kept; 0 keeps them for ever. */
export interface RetentionSettings {
  apiCallsDays: number;
  operationsDays: number;
  failuresDays: number;
  webhookDays: number;
  scheduleSlotsDays: number;
  payloadDays: number;
  labelFilesDays: number;
  messagesDays: number;
  customersDays: number;
}

/** One shop on one marketplace. */
export interface ConnectionSettings {
  /** `<marketplace>/<shop>`. */
  name: string;
  marketplace: string;
  shop: string;
  /** Audit name: `BestBuy`. */
  service: string;
  baseUrl: string;
  environment: "production" | "development";
  apiKey: Secret;
  /** Needed where the key's user owns several shops. */
  shopId: string | null;
  orderPrefix: string;
  /** Orders created before this are imported with a `cutover` hold. */
  liveFrom: Date;
  /** Names an entry of `carriers`. */
  carrierAccount: string;
  sender: SenderSettings;
  /** Codes of the shipping types that the shop ships itself, where the marketplace does not tell. */
  ownShippingTypes: string[];
  /** Our carrier names to the marketplace's codes: `{ "canada-post": "CPCL" }`. */
  carrierCodes: Record<string, string>;
  /** Requests a minute; null lifts the limit. */
  requestsPerMinute: number | null;
  /** Least seconds between two OR11 calls; 0 lifts the limit. */
  listOrdersEverySeconds: number;
  fetch: { overlapMs: number; firstRunDays: number; sweepHours: number };
}

/** Where parcels come from: a Canadian address, every text as a label can carry it. */
export interface SenderSettings {
  name: string | null;
  company: string;
  phone: string;
  addressLine1: string;
  addressLine2: string | null;
  city: string;
  province: string;
  postalCode: string;
}

export type ServiceSettings = {
  [Region in keyof typeof SERVICE_CODES]: (typeof SERVICE_CODES)[Region][number];
} & {
  byShippingType: Record<string, ServiceCode>;
};

export interface CanadaPostSettings {
  type: "canada-post";
  account: string;
  environment: "production" | "development";
  /** Overridden only for the sandbox. */
  baseUrl: string;
  username: Secret;
  password: Secret;
  customerNumber: string;
  /** Mailed on behalf of; the customer number where they are the same. */
  mailedOnBehalfOf: string;
  /** Null: non-contract shipments, charged to the card of the online profile. */
  contractId: string | null;
  paymentMethod: "Account" | "CreditCard" | "SupplierAccount";
  promoCode: string | null;
  /** Null uses `transmit-shipment`; otherwise the group that waits for a manifest. */
  groupId: string | null;
  labelFormat: "4x6" | "8.5x11";
  labelEncoding: "PDF" | "ZPL";
  /** Service by destination, and by the marketplace's shipping type where one is named. */
  services: ServiceSettings;
  /** Option codes for every parcel (`SO`, `DNS`), and coverage from a value upwards. */
  options: OptionCode[];
  coverageFromCents: number | null;
  /** What to do with what can't be delivered abroad: `RASE`, `RTS` or `ABAN`. */
  nonDelivery: "RASE" | "RTS" | "ABAN";
  customs: {
    reasonForExport: "SOG" | "SAM" | "REP" | "DOC" | "OTH";
    otherReason: string | null;
    /** CAD in one unit of the destination paperwork's currency is 1 / this; null where the currency is CAD. */
    currency: string;
    conversionFromCad: number | null;
    /** US duties must be prepaid: the Zonos key header, or a declaration id; both null sends US parcels to the inbox. */
    zonosKey: Secret | null;
    usDeclarationId: string | null;
  };
  notify: { onShipment: boolean; onException: boolean; onDelivery: boolean } | null;
  language: "en-CA" | "fr-CA";
  /** Requests per 60 s by throttle group; null lifts the limits. */
  throttle: Record<"A" | "B" | "C" | "D" | "E", number> | null;
  timeoutMs: number;
}
