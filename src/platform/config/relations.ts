import { EXCLUSIVE_OPTIONS } from "../../domain/canada-post-codes.ts";
import { Secret } from "../secret.ts";
import { LISTEN_ADDRESS, SCHEDULE_DEFAULTS } from "./daemon-settings.ts";
import { nearestName } from "./nearest-name.ts";
import type { Problem } from "./problems.ts";
import { NAME_PATTERN } from "./schema-values.ts";
import { isTable } from "./settings-tree.ts";

type Table = Record<string, unknown>;

/** These read what may still be wrong in itself, so that one run tells of everything. */
const tablesIn = (table: Table, key: string): [string, Table][] =>
  Object.entries(isTable(table[key]) ? table[key] : {}).map(([name, value]) => [
    name,
    isTable(value) ? value : {},
  ]);

const textIn = (table: Table, key: string): string | null => {
  const value = table[key];
  return typeof value === "string" && value ? value : null;
};

const problem = (key: string, text: string): Problem => ({ key, problem: text, source: null });

/** What is wrong between keys that are right by themselves: names that lead nowhere, choices that exclude each other. */
export function relationProblems(table: Table): Problem[] {
  return [
    ...scheduleProblems(table),
    ...listenProblems(table),
    ...pushProblems(table),
    ...twiceProblems(table),
    ...(["senders", "carriers", "marketplaces"] as const).flatMap((kind) => badNames(table, kind)),
    ...tablesIn(table, "carriers").flatMap(([name, carrier]) => carrierProblems(`carriers.${name}`, carrier)),
    ...tablesIn(table, "marketplaces").flatMap(([name, marketplace]) => [
      ...badNames(marketplace, "shops", `marketplaces.${name}.`),
      ...tablesIn(marketplace, "shops").flatMap(([shopName, shop]) => {
        const key = `marketplaces.${name}.shops.${shopName}`;
        return [
          ...dangling(`${key}.carrier`, textIn(shop, "carrier"), { table, kind: "carriers" }),
          ...dangling(`${key}.sender`, textIn(shop, "sender"), { table, kind: "senders" }),
        ];
      }),
    ]),
  ];
}

function badNames(table: Table, kind: string, prefix = ""): Problem[] {
  return tablesIn(table, kind)
    .filter(([name]) => !NAME_PATTERN.test(name))
    .map(([name]) =>
      problem(`${prefix}${kind}.${name}`, "must have a name of small letters, digits and dashes"),
    );
}

function dangling(key: string, name: string | null, at: { table: Table; kind: string }): Problem[] {
  const known = tablesIn(at.table, at.kind).map(([entry]) => entry);
  if (name === null || known.includes(name)) return [];
  const nearest = nearestName(name, known);
  const offer = known.length > 0 ? `there is ${known.join(", ")}` : "there is none yet";
  const next = nearest ? `did you mean ${nearest}?` : offer;
  return [problem(key, `names [${at.kind}.${name}], which does not exist: ${next}`)];
}

const SCHEDULES: readonly string[] = Object.keys(SCHEDULE_DEFAULTS);

const scheduleProblems = (table: Table): Problem[] =>
  tablesIn(table, "schedules")
    .filter(([name]) => !SCHEDULES.includes(name))
    .map(([name]) => {
      const nearest = nearestName(name, SCHEDULES);
      const next = nearest ? `did you mean ${nearest}?` : `there is ${SCHEDULES.join(", ")}`;
      return problem(`schedules.${name}`, `is no schedule: ${next}`);
    });

/** Nothing transmits a manifest yet: numbers would wait for ever without a word. */
function pushProblems(table: Table): Problem[] {
  const shipping = isTable(table.shipping) ? table.shipping : {};
  if (textIn(shipping, "push_when") !== "manifest") return [];
  return [
    problem("shipping.push_when", "can not be manifest: this version makes none; take label or packed"),
  ];
}

/** One shop under two names: each of its orders would be taken in twice, and get two labels. */
function twiceProblems(table: Table): Problem[] {
  const known = new Map<string, string>();
  const found: Problem[] = [];
  for (const [name, marketplace] of tablesIn(table, "marketplaces")) {
    for (const [shopName, shop] of tablesIn(marketplace, "shops")) {
      const key = `marketplaces.${name}.shops.${shopName}`;
      const identity = shopIdentity(textIn(marketplace, "base_url"), shop);
      const other = identity && known.get(identity);
      if (other)
        found.push(problem(key, `is the same shop as ${other}: each of its orders would get two labels`));
      else if (identity) known.set(identity, key);
    }
  }
  return found;
}

/** A key opens several shops only where their numbers say which. */
function shopIdentity(address: string | null, { shop_id, api_key }: Table): string | null {
  if (!address || !URL.canParse(address) || !(api_key instanceof Secret)) return null;
  const which = shop_id === undefined ? `key ${api_key.fingerprint()}` : `shop ${shop_id}`;
  return `${new URL(address).href.replace(/\/+$/, "")} ${which}`;
}

/** What listens has no password. */
function listenProblems(table: Table): Problem[] {
  const daemon = isTable(table.daemon) ? table.daemon : {};
  const address = textIn(daemon, "listen");
  if (!address || !LISTEN_ADDRESS.test(address) || daemon.listen_beyond_loopback === true) return [];
  if (isLoopback(address.slice(0, address.lastIndexOf(":")))) return [];
  return [
    problem("daemon.listen", "is in reach of other machines: if that is meant, set listen_beyond_loopback"),
  ];
}

/** Pairs of choices that the carrier refuses (its error code in brackets). */
function carrierProblems(key: string, carrier: Table): Problem[] {
  const customs = isTable(carrier.customs) ? carrier.customs : {};
  const found: Problem[] = [];
  if (carrier.payment_method === "Account" && carrier.contract_id === undefined) {
    found.push(problem(`${key}.payment_method`, "is Account, which needs contract_id [2506]"));
  }
  if (carrier.label_encoding === "ZPL" && (carrier.label_format ?? "4x6") !== "4x6") {
    found.push(problem(`${key}.label_encoding`, "is ZPL, which needs label_format 4x6 [9191]"));
  }
  const options: readonly unknown[] = Array.isArray(carrier.options) ? carrier.options : [];
  for (const pair of EXCLUSIVE_OPTIONS) {
    if (pair.every((code) => options.includes(code)))
      found.push(problem(`${key}.options`, `holds ${pair.join(" and ")}, which exclude each other`));
  }
  if (customs.reason_for_export === "OTH" && customs.other_reason === undefined) {
    found.push(problem(`${key}.customs.other_reason`, "is missing: reason_for_export is OTH"));
  }
  if ((customs.currency ?? "CAD") !== "CAD" && customs.conversion_from_cad === undefined) {
    found.push(problem(`${key}.customs.conversion_from_cad`, "is missing: currency is not CAD"));
  }
  return found;
}

/** Hosts of which it is known whether what happens there is real. */
const KNOWN_HOSTS: Record<string, string> = {
  "marketplace.bestbuy.ca": "production",
  "bby-dev.mirakl.net": "development",
  "soa-gw.canadapost.ca": "production",
  "ct.soa-gw.canadapost.ca": "development",
};

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

function hostOf(address: string | null): string | null {
  return address && URL.canParse(address) ? new URL(address).hostname : null;
}

/** Where test labels would reach real orders, real labels would be bought for tests, or a key would travel in the clear. */
export function environmentProblems(table: Table): Problem[] {
  const carriers = new Map(tablesIn(table, "carriers"));
  const found: Problem[] = [];
  for (const [name, carrier] of carriers) found.push(...hostProblems(`carriers.${name}`, carrier));
  for (const [name, marketplace] of tablesIn(table, "marketplaces")) {
    const key = `marketplaces.${name}`;
    found.push(...hostProblems(key, marketplace));
    for (const [shopName, shop] of tablesIn(marketplace, "shops")) {
      const carrier = carriers.get(textIn(shop, "carrier") ?? "");
      if (carrier)
        found.push(...pairProblems(`${key}.shops.${shopName}.carrier`, { marketplace, carrier, shop }));
    }
  }
  return found;
}

function hostProblems(key: string, settings: Table): Problem[] {
  const address = textIn(settings, "base_url");
  const host = hostOf(address);
  const environment = textIn(settings, "environment");
  if (!host || !address) return [];
  const real = KNOWN_HOSTS[host];
  if (real && environment && real !== environment) {
    return [problem(`${key}.environment`, `is ${environment}, but ${host} is ${real}`)];
  }
  const open = address.startsWith("http:") && !isLoopback(host);
  return open
    ? [problem(`${key}.base_url`, `must begin with https: the key would travel in the clear to ${host}`)]
    : [];
}

function pairProblems(
  key: string,
  { marketplace, carrier, shop }: Record<"marketplace" | "carrier" | "shop", Table>,
) {
  const [ours, theirs] = [textIn(marketplace, "environment"), textIn(carrier, "environment")];
  if (ours && theirs && ours !== theirs) {
    return [problem(key, `is ${shop.carrier}, an account for ${theirs}, but the marketplace is for ${ours}`)];
  }
  const [host, carrierHost] = [hostOf(textIn(marketplace, "base_url")), hostOf(textIn(carrier, "base_url"))];
  const [local, carrierLocal] = [
    host !== null && isLoopback(host),
    carrierHost !== null && isLoopback(carrierHost),
  ];
  if (host && local !== carrierLocal) {
    const which = local
      ? "the marketplace is the sandbox, but the carrier is not"
      : "the carrier is the sandbox, but the marketplace is not";
    return [problem(key, `is ${shop.carrier}: ${which}`)];
  }
  return [];
}
