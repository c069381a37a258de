import type { Secret } from "../secret.ts";

const HIDDEN = "[redacted]";

/** Shorter values would hide ordinary words all over the audit. */
const LEAST_LENGTH = 4;

/** Names whose values are hidden whatever they are, as JSON keys, XML elements and query parameters. */
const NAMES =
  "(?:proxy-?)?authorization|(?:x-?)?api[-_]?key|passw(?:or)?d|passphrase|(?:client[-_]?)?secret" +
  "|(?:(?:access|refresh|id|auth|session)[-_]?)?token|(?:set-?)?cookie";

const NAMED_KEY = new RegExp(`^(?:${NAMES})$`, "i");
const NAMED_JSON = new RegExp(`("(?:${NAMES})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|-?\\d[\\d.eE+-]*)`, "gi");
const NAMED_XML = new RegExp(`(<(?:[\\w-]+:)?(?:${NAMES})(?:\\s[^>]*)?>)[^<]+`, "gi");
const NAMED_PARAMETER = new RegExp(`((?:^|[?&;\\s])(?:${NAMES})=)[^&;\\s"'<]+`, "gi");
const NAMED_HEADER = /\b((?:proxy-)?authorization\s*:\s*)(?:(?:basic|bearer)\s+)?[^\s"',;]+/gi;

/** Hides secrets in what is stored or thrown. */
export interface SecretMask {
  /** In text of any format: URLs, JSON, XML, forms, prose. */
  text(text: string): string;
  /** In plain data, at any depth. */
  data(value: unknown): unknown;
}

/**
 * Knows each secret by value in every form in which it may come back (plain, escaped for JSON, XML and URLs, inside
 * base64 such as a Basic header) and others by the names that values stand under.
 */
export function createSecretMask(secrets: Iterable<Secret>): SecretMask {
  const values = [...secrets].map((secret) => secret.reveal()).filter(({ length }) => length >= LEAST_LENGTH);
  const forms = [...new Set(values.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const known = forms.length > 0 ? new RegExp(forms.map(RegExp.escape).join("|"), "gi") : null;

  const hideKnown = (text: string) => (known ? text.replace(known, HIDDEN) : text);
  const text = (plain: string) =>
    hideKnown(plain)
      .replace(NAMED_JSON, `$1"${HIDDEN}"`)
      .replace(NAMED_XML, `$1${HIDDEN}`)
      .replace(NAMED_PARAMETER, `$1${HIDDEN}`)
      .replace(NAMED_HEADER, `$1${HIDDEN}`);

  function data(value: unknown): unknown {
    if (typeof value === "string") return text(value);
    if (typeof value === "number") return hideKnown(String(value)) === String(value) ? value : HIDDEN;
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return value.map(data);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [text(key), NAMED_KEY.test(key) ? HIDDEN : data(inner)]),
    );
  }

  return { text, data };
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("/", "\\/"),
    escapeXml(secret),
    ...["&apos;", "&#39;", "&#x27;"].map((mark) => escapeXml(secret).replaceAll("'", mark)),
    ...[0, 1, 2].flatMap((offset) => base64Core(secret, offset)),
  ].filter(({ length }) => length >= LEAST_LENGTH);
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The base64 characters that come from the secret alone when it starts `offset` bytes into the encoded text. */
function base64Core(secret: string, offset: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const start = Math.ceil((offset * 8) / 6);
  const end = Math.floor((padded.length * 8) / 6);
  return [padded.toString("base64").slice(start, end), padded.toString("base64url").slice(start, end)];
}
