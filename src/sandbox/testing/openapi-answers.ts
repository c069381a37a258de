import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";

const FOLDER = resolve(
  process.env.OPS_CONTRACTS_DIR ?? resolve(import.meta.dir, "../../../../shared/contracts"),
  "mirakl",
);

/** Marked required in the vendor's document, and null in real answers all the same. */
const NULL_IN_REAL_LIFE = new Set([
  "billing_address",
  "shipping_address",
  "description",
  "last_updated_date",
  "country_iso_code",
  "paymentType",
  "shop_reply_needed_since",
]);

const ENUM = /Enum: ((?:`"[^"`]+"`(?:, )?)+)/;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** The folder of the vendor's documents; null, said aloud, when it is not there. */
export function miraklContracts(): string | null {
  if (existsSync(FOLDER)) return FOLDER;
  console.warn(`Skipped: no ${FOLDER}. Set OPS_CONTRACTS_DIR to the folder of the contracts.`);
  return null;
}

export function contractFile(name: string): JsonObject {
  return JSON.parse(readFileSync(resolve(FOLDER, name), "utf8"));
}

/** Says what is wrong with an operation's answer by the vendor's OpenAPI document; an empty list is a valid one. */
export function answerValidator(): (operation: string, answer: unknown) => string[] {
  const document = contractFile("seller-openapi.json");
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addFormat("with decimals", true);
  ajv.addSchema(tightened(document) as JsonObject, "seller");
  const pointers = answerPointers(document);
  return (operation, answer) => {
    const pointer = pointers.get(operation);
    if (pointer === undefined) return [`${operation} has no JSON answer in the document`];
    const validate = ajv.getSchema(`seller#${pointer}`);
    if (!validate) return [`${operation}: no schema at ${pointer}`];
    if (validate(answer)) return [];
    return (validate.errors ?? []).map(
      (e) => `${operation}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`,
    );
  };
}

/** Where the schema of each operation's successful JSON answer stands, as a JSON pointer. */
function answerPointers(document: JsonObject): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: Json, path: string[]): void => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return;
    for (const [status, answer] of Object.entries((value.responses as JsonObject | undefined) ?? {})) {
      const content = (answer as JsonObject).content as JsonObject | undefined;
      if (!status.startsWith("2") || !content?.["application/json"]) continue;
      const parts = [...path, "responses", status, "content", "application/json", "schema"];
      found.set(
        String(value.operationId),
        parts.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
      );
    }
    for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  visit(document.paths ?? null, ["paths"]);
  return found;
}

/**
 * The same schemas, read as they are meant: what is not required may be null, values listed in a description are an
 * enum, and a field nobody described is a mistake.
 */
function tightened(value: Json): Json {
  if (Array.isArray(value)) return value.map(tightened);
  if (value === null || typeof value !== "object") return value;
  const copy: JsonObject = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, tightened(inner)]),
  );
  const listed =
    typeof copy.description === "string" && copy.type === "string" ? ENUM.exec(copy.description) : null;
  if (listed?.[1]) copy.enum = [...listed[1].matchAll(/"([^"]+)"/g)].map(([, one = ""]) => one);
  if (copy.type !== "object" || !copy.properties || typeof copy.properties !== "object") return copy;
  const required = new Set((copy.required as string[] | undefined) ?? []);
  copy.properties = Object.fromEntries(
    Object.entries(copy.properties).map(([name, schema]) => {
      const mayBeNull = !required.has(name) || NULL_IN_REAL_LIFE.has(name);
      return [name, mayBeNull ? { anyOf: [schema, { type: "null" }] } : schema];
    }),
  );
  if (!copy.discriminator) copy.additionalProperties = false;
  return copy;
}
