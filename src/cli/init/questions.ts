import { z } from "zod";
import { carrierSettings, senderSettings } from "../../platform/config/carrier-settings.ts";
import { marketplaceSettings, shopSettings } from "../../platform/config/marketplace-settings.ts";
import { issueText } from "../../platform/config/problems.ts";
import { NAME_PATTERN } from "../../platform/config/schema-values.ts";
import type { INIT_OPTIONS } from "./init-options.ts";

/** What `ops init` wants to know beside secrets. Empty text: left open. */
export type AnswerKey = Exclude<keyof typeof INIT_OPTIONS, "yes" | "force" | "sandbox">;
export type Answers = Record<AnswerKey, string>;
export type SecretKey = "apiKey" | "username" | "password";

export interface Question {
  label: string;
  fallback: string;
  /** May stay empty for good. */
  optional: boolean;
  schema: z.ZodType;
}

const name = z.string().regex(NAME_PATTERN, "must be small letters, digits and dashes");
const ask = (label: string, schema: z.ZodType, fallback = ""): Question => ({
  label,
  schema,
  fallback,
  optional: false,
});
const askOptional = (label: string, schema: z.ZodType): Question => ({
  label,
  schema,
  fallback: "",
  optional: true,
});

/** In the order in which they are asked. Answers are checked as the settings themselves are. */
export const QUESTIONS: Readonly<Record<AnswerKey, Question>> = {
  marketplace: ask("Name of the marketplace", name, "bestbuy"),
  baseUrl: ask("Its address", marketplaceSettings.shape.base_url, "https://marketplace.bestbuy.ca"),
  environment: ask("production or development", marketplaceSettings.shape.environment, "production"),
  shop: ask("Name of your shop", name, "main"),
  shopId: askOptional("Shop id, if the key's user owns several shops", shopSettings.shape.shop_id),
  customerNumber: ask("Canada Post customer number", carrierSettings.shape.customer_number),
  contractId: askOptional("Canada Post contract, if there is one", carrierSettings.shape.contract_id),
  company: ask("Company that sends the parcels", senderSettings.shape.company),
  phone: ask("Its phone", senderSettings.shape.phone),
  address: ask("Its street and number", senderSettings.shape.address_line_1),
  city: ask("Its city", senderSettings.shape.city),
  province: ask("Its province (ON, QC, BC…)", senderSettings.shape.province),
  postalCode: ask("Its postal code", senderSettings.shape.postal_code),
};

export const SECRET_QUESTIONS: Readonly<Record<SecretKey, string>> = {
  apiKey: "API key of the shop (back office, user menu, API key)",
  username: "Canada Post API key, the part before the colon",
  password: "Canada Post API key, the part after the colon",
};

/** What is wrong with an answer, or null. */
export function answerProblem({ schema, optional }: Question, answer: string): string | null {
  if (answer === "") return optional ? null : "needs an answer, or - to leave it open";
  const checked = schema.safeParse(answer, { reportInput: true });
  const [issue] = checked.error?.issues ?? [];
  return issue ? issueText(issue) : null;
}
