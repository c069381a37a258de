import { OpsError } from "../../domain/errors.ts";
import type { ConnectionSettings } from "../../platform/config/config.ts";
import type { RateBudget } from "../../platform/http/http-request.ts";
import { readAhead } from "../../platform/read-ahead.ts";
import type { MiraklCall, MiraklCalls, ReadTurn } from "./calls.ts";
import { type OrderReading, orderIdOf, readOrder } from "./mapping.ts";
import { type WireOrderPage, wireOrderPage } from "./wire.ts";

export interface ListOrdersQuery {
  /** On the order's last update; Mirakl moves it back a little by itself, so expect repeats. */
  updatedSince?: Date;
  states?: string[];
}

/** Rows on a page and ids in a list: Mirakl takes no more. */
const MOST_AT_ONCE = 100;

/** OR11 with every page of it, oldest orders first. An order that moved between pages comes once, or again if newer. */
export async function* listOrders(
  calls: MiraklCalls,
  connection: ConnectionSettings,
  { updatedSince, states }: ListOrdersQuery,
): AsyncGenerator<OrderReading> {
  const query = {
    ...(updatedSince ? { start_update_date: updatedSince.toISOString() } : {}),
    ...(states ? { order_state_codes: states.join(",") } : {}),
  };
  const seen = new Map<string, number>();
  const listing = { endpoint: "ListOrders", relatedId: null, query, budgets: frequencyBudget(connection) };
  for await (const page of readAhead(readPages(calls, listing)))
    for (const reading of page) {
      const id = idOf(reading);
      const updatedAtMs = reading.ok ? reading.order.updatedAt.getTime() : 0;
      if (id !== null && updatedAtMs <= (seen.get(id) ?? -1)) continue;
      if (id !== null) seen.set(id, updatedAtMs);
      yield reading;
    }
}

/** OR11 by `order_ids`, chosen when the first call's turn has come. Orders that Mirakl does not know are left out. */
export async function* readOrders(
  calls: MiraklCalls,
  connection: ConnectionSettings,
  choose: () => Promise<string[]>,
): AsyncGenerator<OrderReading> {
  for await (const page of readAhead(pagesOf(calls, connection, choose))) yield* page;
}

async function* pagesOf(calls: MiraklCalls, connection: ConnectionSettings, choose: () => Promise<string[]>) {
  // Another list of ids is another poll, not a further page of the one before.
  const budgets = frequencyBudget(connection);
  await using turn = await calls.reserveRead(budgets);
  const ids = [...new Set(await choose())];
  for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
    const asked = ids.slice(start, start + MOST_AT_ONCE);
    yield* readPages(calls, {
      endpoint: "ReadOrders",
      relatedId: ids.length === 1 ? (ids[0] ?? null) : null,
      query: { order_ids: asked.join(",") },
      budgets,
      asked: new Set(asked),
      ...(start === 0 ? { turn } : {}),
    });
  }
}

function idOf(reading: OrderReading): string | null {
  return reading.ok ? reading.order.marketplaceOrderId : reading.marketplaceOrderId;
}

interface Listing {
  endpoint: string;
  relatedId: string | null;
  query: Record<string, string>;
  /** Taken once, with the first page: the pages of one listing follow each other at once. */
  budgets: RateBudget[];
  /** Of the first page, where it was had before. */
  turn?: ReadTurn;
  /** The only ids that may come back. */
  asked?: ReadonlySet<string>;
}

async function* readPages(calls: MiraklCalls, listing: Listing): AsyncGenerator<OrderReading[]> {
  let idsBefore = "";
  for (let offset = 0; ; ) {
    const call = pageCall(listing, offset);
    const { value: page, headers } = await calls.read(call, wireOrderPage, strangerIn(listing));
    if (page.orders.length === 0) return;
    const ids = page.orders.map(orderIdOf).join();
    if (ids === idsBefore) throw samePage(listing, offset);
    yield page.orders.map(readOrder);
    offset += page.orders.length;
    idsBefore = ids;
    if (!hasMore({ page, headers, offset })) return;
  }
}

/** Going on would never end, and ending would lose the orders that are promised. */
function samePage({ endpoint }: Listing, offset: number): OpsError {
  return new OpsError(
    "malformed_answer",
    `${endpoint} (OR11) gives the orders before ${offset} again in place of those that follow.`,
    { facts: { offset } },
  );
}

function pageCall({ endpoint, relatedId, query, budgets, turn }: Listing, offset: number): MiraklCall {
  const isFirst = offset === 0;
  return {
    operation: "OR11",
    endpoint,
    relatedId,
    repeatability: "read",
    path: "api/orders",
    query: { ...query, sort: "dateCreated", order: "asc", max: String(MOST_AT_ONCE), offset: String(offset) },
    budgets: isFirst ? budgets : [],
    ...(isFirst && turn ? { turn } : {}),
    auditAnswer: false,
  };
}

/** Objects to an answer that holds an order which was not asked for. */
function strangerIn({ asked }: Listing) {
  return ({ orders }: WireOrderPage): string | null => {
    if (!asked) return null;
    const stranger = orders.map(orderIdOf).find((id) => id !== null && !asked.has(id));
    return stranger ? `it holds the order ${stranger}, which was not asked for` : null;
  };
}

/** Either sign of another page counts: a page too many costs a call, a page too few loses orders. */
function hasMore({
  page,
  headers,
  offset,
}: {
  page: WireOrderPage;
  headers: Headers;
  offset: number;
}): boolean {
  const link = headers.get("link");
  if (/\brel="?next\b/i.test(link ?? "")) return true;
  if (typeof page.total_count === "number") return offset < page.total_count;
  return link === null && page.orders.length === MOST_AT_ONCE;
}

function frequencyBudget({ name, listOrdersEverySeconds }: ConnectionSettings): RateBudget[] {
  if (listOrdersEverySeconds === 0) return [];
  return [{ key: `mirakl:${name}:OR11`, points: 1, seconds: listOrdersEverySeconds }];
}
