import { z } from "zod";
import { Refusal } from "./errors.ts";
import { jsonResponse, prettyJson } from "./json.ts";
import type { Request, Shop } from "./shop.ts";
import { type Thread, updatedAt } from "./thread-book.ts";
import { LISTED_MESSAGES, threadJson } from "./thread-json.ts";

const ENTITY_TYPES = ["MMP_ORDER", "MMP_OFFER", "MPS_ORDER", "MPS_SERVICE", "SELLER_OPERATOR"];

/** A page token carries all of it. */
const threadQuery = z.object({
  entityType: z.string().nullable(),
  entityIds: z.array(z.string()).nullable(),
  updatedSince: z.string().nullable(),
  withMessages: z.boolean(),
  limit: z.number(),
  /** The place of the page: just after or just before a thread. */
  cursor: z.object({ side: z.enum(["after", "before"]), updatedMs: z.number(), id: z.string() }).nullable(),
});
type ThreadQuery = z.output<typeof threadQuery>;

/** M11, newest first. With a page token every other parameter is ignored. */
export function listThreads(shop: Shop, request: Request): Response {
  const params = new URL(request.req.url).searchParams;
  const token = params.get("page_token");
  const query = token === null ? parseQuery(params) : parseToken(token);
  const threads = shop.threads
    .visible()
    .filter((thread) => matches(thread, query))
    .sort(newestFirst);
  const { start, end } = window(threads, query);
  const page = threads.slice(start, end);
  const first = page[0];
  const last = page.at(-1);
  return jsonResponse(
    prettyJson({
      data: page.map((thread) =>
        threadJson(thread, query.withMessages ? thread.messages.slice(-LISTED_MESSAGES) : null),
      ),
      ...(last && end < threads.length && { next_page_token: tokenFor(query, "after", last) }),
      ...(first && start > 0 && { previous_page_token: tokenFor(query, "before", first) }),
    }),
  );
}

function parseQuery(params: URLSearchParams): ThreadQuery {
  const entityType = params.get("entity_type");
  const entityIds = params.has("entity_id")
    ? params.getAll("entity_id").flatMap((value) => value.split(","))
    : null;
  if (entityType !== null && !ENTITY_TYPES.includes(entityType)) throw bad("entity_type");
  if (entityIds && entityType === null) throw new Refusal(400, "entity_id needs entity_type");
  const limit = Number(params.get("limit") ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw bad("limit");
  const updatedSince = params.get("updated_since");
  if (updatedSince !== null && Number.isNaN(Date.parse(updatedSince))) throw bad("updated_since");
  const withMessages = params.get("with_messages") === "true";
  return { entityType, entityIds, updatedSince, withMessages, limit, cursor: null };
}

function matches(thread: Thread, { entityType, entityIds, updatedSince }: ThreadQuery): boolean {
  if (entityType !== null && thread.entity.type !== entityType) return false;
  if (entityIds && !entityIds.includes(thread.entity.id)) return false;
  return updatedSince === null || updatedAt(thread) >= Date.parse(updatedSince);
}

type Place = { updatedMs: number; id: string };

const placeOf = (thread: Thread): Place => ({ updatedMs: updatedAt(thread), id: thread.id });
const compare = (a: Place, b: Place): number =>
  b.updatedMs - a.updatedMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const newestFirst = (a: Thread, b: Thread): number => compare(placeOf(a), placeOf(b));

function window(threads: Thread[], { cursor, limit }: ThreadQuery): { start: number; end: number } {
  if (!cursor) return { start: 0, end: limit };
  const side = cursor.side === "after" ? 1 : 0;
  const found = threads.findIndex((thread) => compare(placeOf(thread), cursor) >= side);
  const edge = found === -1 ? threads.length : found;
  return cursor.side === "after"
    ? { start: edge, end: edge + limit }
    : { start: Math.max(0, edge - limit), end: edge };
}

function tokenFor(query: ThreadQuery, side: "after" | "before", thread: Thread): string {
  const cursor = { side, ...placeOf(thread) };
  return Buffer.from(JSON.stringify({ ...query, cursor })).toString("base64url");
}

function parseToken(token: string): ThreadQuery {
  try {
    return threadQuery.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw bad("page_token");
  }
}

const bad = (name: string): Refusal => new Refusal(400, `The value of the parameter ${name} is not allowed`);
