import type { Answers, SecretKey } from "./questions.ts";

interface SettingsFileInput {
  answers: Answers;
  /** Where secrets will be read from, relative to the workspace. */
  secretFiles: Record<SecretKey, string>;
  liveFrom: Date;
}

const quoted = (text: string): string => JSON.stringify(text).replaceAll("\x7f", "");

const optional = (
  key: string,
  { value, example, why }: Record<"value" | "example" | "why", string>,
): string => (value ? `${key} = ${quoted(value)}` : `# ${key} = ${quoted(example)}  # ${why}`);

/** The first ops.toml of a workspace. */
export function settingsFile({ answers, secretFiles, liveFrom }: SettingsFileInput): string {
  const service =
    answers.baseUrl.includes("bestbuy") || answers.marketplace === "bestbuy" ? 'service = "BestBuy"\n' : "";
  return `# Settings of ops. \`ops config show\` prints all of them, with defaults; docs/settings.md explains each.
# Secrets stay out of this file: they are in the files that the *_file keys name, or in the environment.

[marketplaces.${answers.marketplace}]
base_url = ${quoted(answers.baseUrl)}
environment = ${quoted(answers.environment)}
${service}order_prefix = ""  # put before its order numbers; freezes at the first import
carrier_codes = { canada-post = "CPCL" }  # the marketplace's codes; \`ops doctor\` checks them

[marketplaces.${answers.marketplace}.shops.${answers.shop}]
api_key_file = ${quoted(secretFiles.apiKey)}
${optional("shop_id", { value: answers.shopId, example: "12345", why: "needed where the key's user owns several shops" })}
# Orders created before this are imported on hold: nothing is accepted, bought or pushed for them
# until \`ops orders release\`.
live_from = ${liveFrom.toISOString().replace(/\.\d+Z$/, "Z")}
carrier = "canada-post"
sender = "main"

[carriers.canada-post]
type = "canada-post"
environment = ${quoted(answers.environment)}
username_file = ${quoted(secretFiles.username)}
password_file = ${quoted(secretFiles.password)}
customer_number = ${quoted(answers.customerNumber)}
${optional("contract_id", { value: answers.contractId, example: "0012345678", why: "without one, parcels are paid by card" })}

[senders.main]
company = ${quoted(answers.company)}
phone = ${quoted(answers.phone)}
address_line_1 = ${quoted(answers.address)}
city = ${quoted(answers.city)}
province = ${quoted(answers.province)}
postal_code = ${quoted(answers.postalCode)}

# What is changed most often. The values shown are the defaults or examples.

[acceptance]
# mode = "auto"  # or "guarded", "manual"

[shipping]
# max_labels_per_day = 200  # stops a shop's buying for the day when something runs wild
# default_parcel = { weight_grams = 500, length_mm = 300, width_mm = 200, height_mm = 100 }

[engine]
# concurrency = 8  # orders worked on at once
`;
}
