import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Timing } from "../cron.ts";
import type {
  CanadaPostSettings,
  Config,
  ConnectionSettings,
  ScheduleSettings,
  SenderSettings,
} from "./config.ts";
import { SCHEDULE_DEFAULTS, type ScheduleDefaults, scheduleSettings } from "./daemon-settings.ts";
import type { Environment } from "./environment.ts";
import { faultTriggerIn } from "./fault-trigger.ts";
import type { Settings } from "./settings-schema.ts";

const seconds = (value: number): number => Math.round(value * 1000);
const minutes = (value: number): number => Math.round(value * 60_000);

interface ConfigInput {
  settings: Settings;
  workspace: string;
  env: Environment;
}

/** Checked settings as the program uses them: milliseconds, absolute folders, nulls, connections with all they need. */
export function toConfig({ settings, workspace, env }: ConfigInput): Config {
  const { database, log, http, engine, acceptance, in_doubt } = settings;
  return {
    workspace,
    database: {
      url: database.url ?? null,
      dataFolder: resolve(workspace, database.data_folder),
      cacheFolder: database.cache_folder ? resolve(workspace, database.cache_folder) : cacheFolder(env),
      throwAway: false,
      poolSize: database.pool_size,
    },
    labels: { folder: resolve(workspace, settings.labels.folder) },
    log,
    http: {
      connectTimeoutMs: seconds(http.connect_timeout_seconds),
      timeoutMs: seconds(http.timeout_seconds),
      attempts: http.attempts,
      backoffMs: http.backoff_seconds.map(seconds),
    },
    engine: {
      concurrency: engine.concurrency,
      retryAfterMs: engine.retry_after_minutes.map(minutes),
      deadlineNearMs: minutes(engine.deadline_near_minutes),
      cycleWaitMs: seconds(engine.cycle_wait_seconds),
    },
    acceptance: {
      mode: acceptance.mode,
      maxQuantity: acceptance.max_quantity,
      validationTries: acceptance.validation_tries,
      validationWaitMs: acceptance.validation_wait_seconds.map(seconds),
    },
    shipping: shipping(settings.shipping),
    inDoubt: { lookUpDelaysMs: in_doubt.look_up_delays_seconds.map(seconds), rounds: in_doubt.rounds },
    daemon: daemon(settings.daemon),
    schedules: Object.fromEntries(
      Object.entries(SCHEDULE_DEFAULTS).map(([name, own]) => [name, schedule(own, settings.schedules[name])]),
    ),
    retention: retention(settings.retention),
    connections: Object.entries(settings.marketplaces).flatMap(([marketplace, entry]) =>
      connectionsOf({ marketplace, entry, senders: settings.senders }),
    ),
    carriers: Object.fromEntries(
      Object.entries(settings.carriers).map(([account, entry]) => [account, canadaPost(account, entry)]),
    ),
    faultTrigger: faultTriggerIn(env),
  };
}

const cacheFolder = (env: Environment): string =>
  join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ops");

function shipping(entry: Settings["shipping"]): Config["shipping"] {
  const parcel = entry.default_parcel;
  return {
    defaultParcel: parcel
      ? {
          weightGrams: parcel.weight_grams,
          lengthMm: parcel.length_mm,
          widthMm: parcel.width_mm,
          heightMm: parcel.height_mm,
        }
      : null,
    collections: collectionsOf(entry),
    pushWhen: entry.push_when,
    maxLabelsPerDay: entry.max_labels_per_day ?? null,
    confirmTries: entry.confirm_tries,
    confirmWaitMs: entry.confirm_wait_seconds.map(seconds),
    freshnessMs: minutes(entry.freshness_minutes),
  };
}

function daemon({
  listen,
  drain_seconds,
  log_max_megabytes,
  log_files,
}: Settings["daemon"]): Config["daemon"] {
  const at = listen?.lastIndexOf(":") ?? 0;
  return {
    listen: listen
      ? { host: listen.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(listen.slice(at + 1)) }
      : null,
    drainMs: seconds(drain_seconds),
    logMaxBytes: Math.round(log_max_megabytes * 1_000_000),
    logFiles: log_files,
  };
}

function schedule(own: ScheduleDefaults, entry = scheduleSettings.parse({})): ScheduleSettings {
  const { cron = own.cron, time_zone, enabled, grace_minutes = own.graceMinutes } = entry;
  return { cron, timeZone: time_zone, enabled, graceMs: minutes(grace_minutes) };
}

const retention = (entry: Settings["retention"]): Config["retention"] => ({
  apiCallsDays: entry.api_calls_days,
  operationsDays: entry.operations_days,
  failuresDays: entry.failures_days,
  webhookDays: entry.webhook_days,
  scheduleSlotsDays: entry.schedule_slots_days,
  payloadDays: entry.payload_days,
  labelFilesDays: entry.label_files_days,
  messagesDays: entry.messages_days,
  customersDays: entry.customers_days,
});

function collectionsOf({ cut_off, time_zone, working_days }: Settings["shipping"]): Timing {
  const [hour, minute] = cut_off.split(":").map(Number);
  return { cron: `${minute} ${hour} * * ${working_days.join(",")}`, timeZone: time_zone };
}

interface ConnectionsInput {
  marketplace: string;
  entry: Settings["marketplaces"][string];
  senders: Settings["senders"];
}

function connectionsOf({ marketplace, entry, senders }: ConnectionsInput): ConnectionSettings[] {
  return Object.entries(entry.shops).flatMap(([shop, own]) => {
    const sender = senders[own.sender];
    if (!sender) return [];
    return {
      name: `${marketplace}/${shop}`,
      marketplace,
      shop,
      service: entry.service ?? capitalised(marketplace),
      baseUrl: entry.base_url,
      environment: entry.environment,
      apiKey: own.api_key,
      shopId: own.shop_id ?? null,
      orderPrefix: entry.order_prefix,
      liveFrom: new Date(own.live_from),
      carrierAccount: own.carrier,
      sender: senderOf(sender),
      ownShippingTypes: own.own_shipping_types,
      carrierCodes: entry.carrier_codes,
      requestsPerMinute: entry.requests_per_minute || null,
      listOrdersEverySeconds: entry.list_orders_every_seconds,
      fetch: {
        overlapMs: minutes(entry.fetch_overlap_minutes),
        firstRunDays: entry.first_run_days,
        sweepHours: entry.sweep_hours,
      },
    };
  });
}

const capitalised = (name: string): string =>
  name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

function senderOf(entry: Settings["senders"][string]): SenderSettings {
  return {
    name: entry.name ?? null,
    company: entry.company,
    phone: entry.phone,
    addressLine1: entry.address_line_1,
    addressLine2: entry.address_line_2 ?? null,
    city: entry.city,
    province: entry.province,
    postalCode: entry.postal_code,
  };
}

const CANADA_POST_HOSTS = {
  production: "https://soa-gw.canadapost.ca",
  development: "https://ct.soa-gw.canadapost.ca",
} as const;

function canadaPost(account: string, entry: Settings["carriers"][string]): CanadaPostSettings {
  const { services, customs, notify, throttle } = entry;
  return {
    type: entry.type,
    account,
    environment: entry.environment,
    baseUrl: entry.base_url ?? CANADA_POST_HOSTS[entry.environment],
    username: entry.username,
    password: entry.password,
    customerNumber: entry.customer_number,
    mailedOnBehalfOf: entry.mailed_on_behalf_of ?? entry.customer_number,
    contractId: entry.contract_id ?? null,
    paymentMethod: entry.payment_method ?? (entry.contract_id ? "Account" : "CreditCard"),
    promoCode: entry.promo_code ?? null,
    groupId: entry.group_id ?? null,
    labelFormat: entry.label_format,
    labelEncoding: entry.label_encoding,
    services: {
      domestic: services.domestic,
      usa: services.usa,
      international: services.international,
      byShippingType: services.by_shipping_type,
    },
    options: entry.options,
    coverageFromCents:
      entry.coverage_from_dollars === undefined ? null : Math.round(entry.coverage_from_dollars * 100),
    nonDelivery: entry.non_delivery,
    customs: {
      reasonForExport: customs.reason_for_export,
      otherReason: customs.other_reason ?? null,
      currency: customs.currency,
      conversionFromCad: customs.conversion_from_cad ?? null,
      zonosKey: customs.zonos_key ?? null,
      usDeclarationId: customs.us_declaration_id ?? null,
    },
    notify: notify
      ? { onShipment: notify.on_shipment, onException: notify.on_exception, onDelivery: notify.on_delivery }
      : null,
    language: entry.language,
    throttle: throttle.enabled
      ? { A: throttle.a, B: throttle.b, C: throttle.c, D: throttle.d, E: throttle.e }
      : null,
    timeoutMs: seconds(entry.timeout_seconds),
  };
}
