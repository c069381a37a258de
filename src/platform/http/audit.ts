import type { OpsError } from "../../domain/errors.ts";
import type { Exchange } from "./exchange.ts";
import type { CallOutcome, HttpAnswer, HttpRequest, SentCall } from "./http-request.ts";
import type { SecretMask } from "./secret-mask.ts";

/** Characters kept of one payload or answer. */
const LONGEST_TEXT = 64 * 1024;

const TEXT_TYPES = /^text\/|[/+](json|xml|x-www-form-urlencoded|javascript)\b/i;

interface Sending {
  request: HttpRequest;
  attempt: number;
  calledAt: Date;
}

/** The audit row of one attempt as it leaves: secrets masked, headers left out, long texts cut. */
export const sentCall = ({ request, attempt, calledAt }: Sending, mask: SecretMask): SentCall => ({
  service: request.service,
  endpoint: request.endpoint,
  relatedId: request.relatedId,
  method: request.method,
  url: mask.text(request.url),
  requestPayload: payloadOf(request, mask),
  attempt,
  calledAt,
});

interface Ending {
  request: HttpRequest;
  exchange: Exchange;
  error: OpsError | null;
  durationMs: number;
}

/** What its row tells of the answer: secrets masked, headers left out, files named by size and hash, long texts cut. */
export const callOutcome = (
  { request, exchange, error, durationMs }: Ending,
  mask: SecretMask,
): CallOutcome => ({
  responseBody: responseOf(request, exchange.answer, mask),
  statusCode: exchange.answer?.status ?? exchange.failure?.status ?? null,
  isSuccess: error === null,
  error: error && `${error.code}: ${error.message}`,
  durationMs,
});

function payloadOf({ body, auditPayload }: HttpRequest, mask: SecretMask): unknown {
  if (auditPayload !== undefined) return mask.data(auditPayload);
  if (body === null) return null;
  if (typeof body !== "string") return mask.data(describeParts(body));
  if (body.length > LONGEST_TEXT) return cut(mask.text(body));
  try {
    return mask.data(JSON.parse(body));
  } catch {
    // Not JSON: an XML document is kept as the text that it is.
    return mask.text(body);
  }
}

function describeParts(form: FormData) {
  return [...new Set(form.keys())].flatMap((name) =>
    form
      .getAll(name)
      .map((part) =>
        typeof part === "string" ? { name, text: part } : { name, file: part.name, bytes: part.size },
      ),
  );
}

function responseOf(
  { auditAnswer = true }: HttpRequest,
  answer: HttpAnswer | null,
  mask: SecretMask,
): string | null {
  if (answer === null || answer.bytes.length === 0) return null;
  if (!auditAnswer && answer.status < 400) return null;
  const type = answer.headers.get("content-type");
  if (type !== null && !TEXT_TYPES.test(type)) return describeFile(answer.bytes);
  const text = new TextDecoder().decode(answer.bytes);
  if (text.startsWith("%PDF")) return describeFile(answer.bytes);
  return cut(mask.text(text).replaceAll("\u0000", "\uFFFD"));
}

function describeFile(bytes: Uint8Array): string {
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  return JSON.stringify({ bytes: bytes.length, sha256 });
}

function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const kept = text.slice(0, LONGEST_TEXT).toWellFormed();
  return `${kept}\n[cut: ${text.length - LONGEST_TEXT} of ${text.length} characters]`;
}
