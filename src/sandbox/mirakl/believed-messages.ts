import { miraklDate } from "./json.ts";
import type { ThreadBook } from "./thread-book.ts";

/** Every message of every thread, hidden ones too, oldest first in each thread. */
export function believedMessages(threads: ThreadBook) {
  return threads.everything().flatMap(({ id, entity, messages }) =>
    messages.map((message) => ({
      message_id: message.id,
      thread_id: id,
      order_id: entity.type === "MMP_ORDER" ? entity.id : null,
      from: message.from,
      to: message.to.map(({ type }) => type),
      body: message.body,
      attachments: message.attachments.map(({ name }) => name),
      date: miraklDate(message.atMs),
      sent_through_api: message.throughApi,
    })),
  );
}
