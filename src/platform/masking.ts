import { OpsError } from "../domain/errors.ts";
import type { Secret } from "./secret.ts";

const SECRET_KEY = /(apikey|authorization|password|passphrase|secret|token|cookie|credentials?|zonoskey)$/;

/** Keys, without `_` and `-`, under which marketplaces and carriers name a customer or where one lives. */
const CUSTOMER_KEY =
  /^(customer|shipto|recipient)$|e?mail$|(phone|mobile|voicenumber)|^(first|last|full|customer|contact)name$|^(street|address)|address$|addressinfo$|^additionalinfo$|(zip|postal)(code)?$|^city$/;

const EMAIL = /[\w.+'-]+@[\w-]+(\.[\w-]+)+/g;

/**
 * A copy that is fit for a log: values under keys that name a secret or customer data are hidden, at any depth.
 * Errors become plain objects with their code, facts and cause; a reference to what surrounds it is cut.
 */
export function maskFields(value: unknown, around: readonly object[] = []): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (around.includes(value)) return "[circular]";
  const inside = [...around, value];
  if (value instanceof Error) return maskFields(errorFields(value), inside);
  if (Array.isArray(value)) return value.map((item) => maskFields(item, inside));
  if ("toJSON" in value && typeof value.toJSON === "function") return value.toJSON();
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, maskField(key, inner, inside)]),
  );
}

function maskField(key: string, value: unknown, around: readonly object[]): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  const bare = key.toLowerCase().replace(/[_-]/g, "");
  if (SECRET_KEY.test(bare)) return "[redacted]";
  if (CUSTOMER_KEY.test(bare)) return "[customer]";
  return maskFields(value, around);
}

function errorFields(error: Error): Record<string, unknown> {
  return {
    type: error.name,
    ...(error instanceof OpsError ? { code: error.code, facts: error.facts } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}

/** Hides known secrets and e-mail addresses wherever they stand in finished text. */
export function textMasker(secrets: Iterable<Secret>): (text: string) => string {
  const values = [...secrets].map((secret) => secret.reveal()).filter((value) => value.length >= 4);
  const forms = new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]));
  return (text) => {
    let masked = text.replace(EMAIL, "[e-mail]");
    for (const form of forms) masked = masked.replaceAll(form, "[redacted]");
    return masked;
  };
}
