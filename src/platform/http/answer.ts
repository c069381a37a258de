import { OpsError } from "../../domain/errors.ts";
import type { HttpAnswer } from "./http-request.ts";

/** Reads a response to its end; null when it is larger than allowed, without having kept more than that. */
export async function readAnswer(response: Response, maxBytes: number): Promise<HttpAnswer | null> {
  if (Number(response.headers.get("content-length")) > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return createAnswer(response, Buffer.concat(chunks));
}

/** @throws `malformed_answer` from `text()` when the body is not UTF-8. */
function createAnswer({ status, headers }: Response, bytes: Uint8Array): HttpAnswer {
  let text: string | null = null;
  return {
    status,
    headers,
    bytes,
    text() {
      text ??= decode(bytes);
      return text;
    },
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new OpsError("malformed_answer", "The answer is not UTF-8 text.", { cause });
  }
}
