import { jsonResponse, prettyJson } from "./json.ts";
import type { BookedOrder, OrderBook } from "./order-book.ts";
import { type OrderQuery, parseOrderQuery } from "./order-query.ts";
import { noteCall, type Request, type Shop } from "./shop.ts";
import { withTaxesIncluded } from "./with-taxes-included.ts";

/** OR11. An unknown order id is no error: it is not in the list. */
export function listOrders(shop: Shop, request: Request): Response {
  const { book, settings } = shop;
  const url = new URL(request.req.url);
  const query = parseOrderQuery(url.searchParams, settings.updateOverlapMs);
  const asked = query.orderIds ? book.named(query.orderIds) : book.all();
  const found = asked.filter((booked) => query.matches(book.readable(booked)));
  if (query.descending) found.reverse();
  const rows = settings.quirks.includes("repeated_rows") ? withRepeats(found, query.max) : found;
  const page = rows.slice(query.offset, query.offset + query.max);
  if (query.orderIds) for (const booked of page) noteCall(booked, "OR11");
  const orders = page.map((booked) => orderText(book, booked, query)).join(", ");
  const link = linkHeader(url, query, rows.length);
  return jsonResponse(`{\n"orders" : [ ${orders} ],\n"total_count" : ${rows.length}\n}`, {
    headers: link ? { link } : {},
  });
}

function orderText(book: OrderBook, booked: BookedOrder, query: OrderQuery): string {
  if (query.taxMode !== "TAX_INCLUDED") return book.shownText(booked);
  return prettyJson(withTaxesIncluded(book.shown(booked)));
}

/** As when rows move while they are paged: every page begins with the last row of the one before. */
function withRepeats(found: BookedOrder[], pageSize: number): BookedOrder[] {
  const rows: BookedOrder[] = [];
  for (const booked of found) {
    const last = rows.at(-1);
    if (last && rows.length % pageSize === 0 && pageSize > 1) rows.push(last);
    rows.push(booked);
  }
  return rows;
}

/** Absolute addresses that keep every filter, each only when there is such a page. */
function linkHeader(url: URL, { offset, max }: OrderQuery, total: number): string {
  const to = (target: number, rel: string) => {
    const page = new URL(url);
    page.searchParams.set("max", String(max));
    page.searchParams.set("offset", String(target));
    return `<${page}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (offset > 0) links.push(to(Math.max(0, offset - max), "previous"));
  if (offset + max < total) links.push(to(offset + max, "next"));
  return links.join(", ");
}
