/** What others wrote, or what is keyed by words of theirs: handed on as it is. */
const AS_IT_IS = new Set(["payload", "requestPayload", "meta", "raw", "value"]);

const IDENTIFIER = /^[a-z][A-Za-z0-9]*$/;

/** A result as `--json` prints it: keys in snake_case, times in ISO 8601. */
export const jsonText = (data: unknown): string => `${JSON.stringify(inSnakeCase(data), null, 2)}\n`;

/** The same with keys such as `orderId` written `order_id`, at any depth. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      snakeCase(key),
      AS_IT_IS.has(key) ? inner : inSnakeCase(inner),
    ]),
  );
}

const snakeCase = (key: string): string =>
  IDENTIFIER.test(key) ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key;
