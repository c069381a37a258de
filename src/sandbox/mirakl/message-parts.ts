import type { z } from "zod";
import { Refusal } from "./errors.ts";
import type { Request } from "./shop.ts";
import type { Attachment } from "./thread-book.ts";

interface Part {
  name: string;
  fileName: string | null;
  type: string;
  bytes: Buffer;
}

const MAX_BYTES = 30 * 1024 * 1024;
const BLANK_LINE = Buffer.from("\r\n\r\n");

/**
 * The parts of a message: JSON in the part `name`, files in any number of parts `files`.
 * Read by hand, because a form-data reader hides the type of a part without a file name.
 * @throws Refusal 400 without the part or when it does not fit `schema`, 413 when too big, 415 when it is not JSON
 */
export async function messageParts<T>(
  request: Request,
  { name, schema }: { name: string; schema: z.ZodType<T> },
): Promise<{ input: T; files: Attachment[] }> {
  const parts = split(Buffer.from(await request.req.arrayBuffer()), request.req.header("content-type") ?? "");
  const wanted = parts.find((part) => part.name === name);
  if (!wanted) throw new Refusal(400, `Required part '${name}' is not present.`);
  if (!/^application\/json\b/i.test(wanted.type)) {
    throw new Refusal(415, `Content type '${wanted.type}' of part '${name}' not supported`);
  }
  const files = parts.filter((part) => part.name === "files");
  return { input: parse(wanted, schema), files: files.map(asAttachment) };
}

function split(body: Buffer, contentType: string): Part[] {
  if (body.byteLength > MAX_BYTES) throw new Refusal(413, "A message may have 30 MB");
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!boundary) throw new Refusal(400, "The multipart boundary is missing");
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const rest = Buffer.concat([Buffer.from("\r\n"), body]);
  const parts: Part[] = [];
  let at = rest.indexOf(delimiter);
  while (at !== -1) {
    const from = at + delimiter.byteLength;
    at = rest.indexOf(delimiter, from);
    if (at !== -1) parts.push(readPart(rest.subarray(from, at)));
  }
  return parts;
}

function readPart(part: Buffer): Part {
  const end = part.indexOf(BLANK_LINE);
  if (end === -1) throw new Refusal(400, "A part has no headers");
  const headers = part.subarray(0, end).toString();
  const disposition = /^content-disposition:.*$/im.exec(headers)?.[0] ?? "";
  return {
    name: /[;\s]name="([^"]*)"/i.exec(disposition)?.[1] ?? "",
    fileName: /filename="([^"]*)"/i.exec(disposition)?.[1] ?? null,
    type: /^content-type:\s*(.+?)\s*$/im.exec(headers)?.[1] ?? "text/plain",
    bytes: part.subarray(end + BLANK_LINE.byteLength),
  };
}

function parse<T>({ name, bytes }: Part, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (cause) {
    throw new Refusal(400, `Part '${name}' is not JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw Refusal.coded(400, "VALIDATION_ERROR", issue?.message ?? "Invalid", issue?.path.join(".") ?? null);
}

const asAttachment = ({ fileName, bytes }: Part): Attachment => ({
  id: crypto.randomUUID(),
  name: fileName ?? "file",
  bytes: Uint8Array.from(bytes),
});
