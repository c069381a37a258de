/** What jsonb cannot hold: the escape of U+0000, and halves of surrogate pairs. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/i;

const storable = (text: string) => text.toWellFormed().replaceAll("\u0000", "\uFFFD");

/**
 * JSON text that a jsonb column always takes. PostgreSQL refuses U+0000 and lone surrogates, which real answers
 * contain; each becomes U+FFFD, in keys too.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return UNSTORABLE.test(text) ? JSON.stringify(value, replaceUnstorable) : text;
}

function replaceUnstorable(_key: string, value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storable(key), member]));
}
