import { Refusal } from "./errors.ts";
import { jsonResponse, prettyJson } from "./json.ts";
import type { Request, Shop } from "./shop.ts";
import type { Thread } from "./thread-book.ts";
import { threadJson } from "./thread-json.ts";

/** M10: one thread with all its messages, oldest first. */
export function readThread(shop: Shop, request: Request): Response {
  const thread = threadInPath(shop, request);
  return jsonResponse(prettyJson(threadJson(thread, thread.messages)));
}

export function threadInPath(shop: Shop, request: Request): Thread {
  const id = request.req.param("thread_id") ?? "";
  const thread = shop.threads.get(id);
  if (!thread) throw new Refusal(404, `Thread '${id}' not found`);
  return thread;
}

/** M13. */
export function downloadAttachment(shop: Shop, request: Request): Response {
  const id = request.req.param("attachment_id") ?? "";
  const attachment = shop.threads.attachment(id);
  if (!attachment) throw new Refusal(404, `Attachment '${id}' not found`);
  return new Response(attachment.bytes.slice(), {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${attachment.name.replaceAll('"', "")}"`,
    },
  });
}
