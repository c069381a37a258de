import { z } from "zod";
import { Refusal } from "./errors.ts";
import { jsonResponse, prettyJson } from "./json.ts";
import { messageParts } from "./message-parts.ts";
import { threadInPath } from "./read-thread.ts";
import { reasons } from "./reference-data.ts";
import { lagOf, noteCall, orderInPath, type Request, type Shop } from "./shop.ts";
import type { Attachment, Participant, Thread, Topic } from "./thread-book.ts";

const MAX_MESSAGES = 1000;
const MAX_ATTACHMENTS = 50;

const body = z.string().min(3).max(50_000);
const recipientType = z.enum(["CUSTOMER", "SHOP", "OPERATOR"]);
const topic = z.discriminatedUnion("type", [
  z.object({ type: z.literal("FREE_TEXT"), value: z.string().min(3).max(200) }),
  z.object({ type: z.literal("REASON_CODE"), value: z.string().min(1).max(200) }),
]);

const messageInput = z.object({
  body,
  to: z.array(z.object({ type: recipientType, id: z.string().nullish() })).min(1),
  topic: topic.nullish(),
});
const threadInput = z.object({ body, to: z.array(recipientType).min(1), topic });

/** M12: a reply in a thread. There is no key against repeats: sent twice it stands there twice. */
export async function postMessage(shop: Shop, request: Request): Promise<Response> {
  const { input, files } = await messageParts(request, { name: "message_input", schema: messageInput });
  const thread = threadInPath(shop, request);
  if (input.topic) requireKnownReason(input.topic);
  const to = input.to.map((recipient) => participantFor(thread, recipient));
  requireRoom(shop, thread, files.length);
  const booked = shop.book.get(thread.entity.id);
  if (booked) noteCall(booked, "M12");
  if (input.topic) shop.threads.rename(thread.id, input.topic);
  const written = write(shop, request, { threadId: thread.id, body: input.body, to, files });
  return jsonResponse(prettyJson(written), { status: 201 });
}

/** OR43: opens a thread on an order. Recipients are plain words here, where M12 takes objects. */
export async function openThread(shop: Shop, request: Request): Promise<Response> {
  const { input, files } = await messageParts(request, { name: "thread_input", schema: threadInput });
  const { order } = orderInPath(shop, request, "OR43");
  requireKnownReason(input.topic);
  const thread: Thread = {
    id: crypto.randomUUID(),
    topic: input.topic,
    entity: { type: "MMP_ORDER", id: order.order_id },
    participants: participantsOf(shop, order.customer),
    messages: [],
  };
  const to = input.to.map((type) => participantFor(thread, { type }));
  requireRoom(shop, thread, files.length);
  shop.threads.add(thread);
  const written = write(shop, request, { threadId: thread.id, body: input.body, to, files });
  return jsonResponse(prettyJson(written), { status: 201 });
}

type Named = { customer_id: string; firstname?: string | null; lastname?: string | null };

/** Who may write and be written to on an order. */
export function participantsOf({ settings }: Pick<Shop, "settings">, customer: Named): Participant[] {
  const name = `${customer.firstname ?? ""} ${customer.lastname ?? ""}`.trim();
  return [
    { type: "SHOP", id: String(settings.shopId), display_name: settings.shopName },
    { type: "CUSTOMER", id: customer.customer_id, display_name: name },
    { type: "OPERATOR", display_name: "Best Buy Canada" },
  ];
}

function participantFor(thread: Thread, { type, id }: { type: string; id?: string | null }): Participant {
  const known = thread.participants.find((participant) => participant.type === type);
  if (!known || (id && id !== known.id)) {
    throw Refusal.coded(400, "VALIDATION_ERROR", `${type} ${id ?? ""} does not take part`, "to");
  }
  return known;
}

function requireKnownReason({ type, value }: Topic): void {
  if (
    type === "FREE_TEXT" ||
    reasons.some((known) => known.type === "ORDER_MESSAGING" && known.code === value)
  )
    return;
  throw Refusal.coded(
    400,
    "VALIDATION_ERROR",
    `Reason '${value}' is not an ORDER_MESSAGING reason`,
    "topic.value",
  );
}

interface Reply {
  threadId: string;
  body: string;
  to: Participant[];
  files: Attachment[];
}

function write(shop: Shop, request: Request, { threadId, body, to, files }: Reply) {
  const atMs = shop.clock.now().getTime();
  const id = crypto.randomUUID();
  shop.threads.append(threadId, {
    id,
    body,
    atMs,
    to,
    from: "SHOP",
    author: shop.settings.shopName,
    attachments: files,
    visibleFromMs: atMs + lagOf(request),
    throughApi: true,
  });
  return { message_id: id, thread_id: threadId };
}

function requireRoom(shop: Shop, thread: Thread, files: number): void {
  if (thread.messages.length >= MAX_MESSAGES)
    throw new Refusal(400, `A thread may have ${MAX_MESSAGES} messages`);
  const siblings = shop.threads.everything().filter(({ entity }) => entity.id === thread.entity.id);
  const stored = siblings.flatMap(({ messages }) =>
    messages.flatMap(({ attachments }) => attachments),
  ).length;
  if (stored + files > MAX_ATTACHMENTS) throw new Refusal(400, `${MAX_ATTACHMENTS} attachments are allowed`);
}
