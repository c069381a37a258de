import { miraklDate } from "./json.ts";
import { type Message, type Participant, type Thread, updatedAt } from "./thread-book.ts";

/** M11 gives at most this many messages of a thread: its newest. */
export const LISTED_MESSAGES = 100;

export function threadJson(thread: Thread, messages: Message[] | null) {
  const [first] = thread.messages;
  return {
    authorized_participants: thread.participants,
    current_participants: thread.participants.filter((participant) => tookPart(thread, participant)),
    date_created: miraklDate(first?.atMs ?? 0),
    date_updated: miraklDate(updatedAt(thread)),
    entities: [{ ...thread.entity, label: thread.entity.id }],
    id: thread.id,
    ...(messages && { messages: messages.map((message) => messageJson(message, thread)) }),
    metadata: metadata(thread),
    no_store_reply_needed: [],
    topic: thread.topic,
  };
}

function tookPart({ messages }: Thread, { type }: Participant): boolean {
  return messages.some((message) => message.from === type || message.to.some((to) => to.type === type));
}

function metadata(thread: Thread) {
  const last = thread.messages.at(-1);
  const waiting = firstUnanswered(thread.messages);
  return {
    last_message_date: miraklDate(last?.atMs ?? 0),
    last_sender: last && sender(last, thread),
    shop_reply_needed_since: waiting ? miraklDate(waiting.atMs) : null,
    total_count: thread.messages.length,
  };
}

/** The oldest message to the shop after the shop's own last word. */
function firstUnanswered(messages: Message[]): Message | undefined {
  return messages[messages.findLastIndex(({ from }) => from === "SHOP") + 1];
}

function messageJson(message: Message, thread: Thread) {
  const attachments = message.attachments.map(({ id, name, bytes }) => ({
    id,
    name,
    size: bytes.byteLength,
  }));
  return {
    ...(attachments.length > 0 && { attachments }),
    body: message.body,
    date_created: miraklDate(message.atMs),
    from: sender(message, thread),
    id: message.id,
    to: message.to,
  };
}

/** A customer writes in their own name; the others for an organisation. */
function sender({ from, author }: Message, { participants }: Thread) {
  const organisation = participants.find(({ type }) => type === from);
  return {
    display_name: author,
    ...(from !== "CUSTOMER" && organisation && { organization_details: organisation }),
    type: `${from}_USER`,
  };
}
