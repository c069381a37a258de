import { afterEach } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OpsError } from "../../../domain/errors.ts";
import type { Config } from "../config.ts";
import { loadConfig } from "../load-config.ts";
import type { Problem } from "../problems.ts";
import type { SettingsInput } from "../read-settings.ts";

/** An ops.toml with which a shop could work. */
export const COMPLETE = `
[senders.main]
company = "Example Goods"
phone = "613-555-0100"
address_line_1 = "1 Example Street"
city = "Ottawa"
province = "ON"
postal_code = "k1a 0b1"

[carriers.canada-post]
type = "canada-post"
environment = "production"
username_file = "secrets/user"
password_file = "secrets/password"
customer_number = 2004381
contract_id = "0042708517"

[marketplaces.bestbuy]
base_url = "https://marketplace.bestbuy.ca/"
environment = "production"
service = "BestBuy"
carrier_codes = { canada-post = "CPCL" }

[marketplaces.bestbuy.shops.main]
api_key_file = "secrets/key"
live_from = 2026-03-01T08:00:00-05:00
carrier = "canada-post"
sender = "main"
`;

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A workspace for one test: its ops.toml, and the secrets that `COMPLETE` names. */
export async function workspaceWith(toml: string, secrets: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ops-settings-"));
  folders.push(folder);
  await mkdir(join(folder, "secrets"));
  await writeFile(join(folder, "ops.toml"), toml);
  const files = { user: "user-1\n", password: "pass-1", key: "key-1", ...secrets };
  for (const [name, value] of Object.entries(files)) {
    await writeFile(join(folder, "secrets", name), value, { mode: 0o600 });
  }
  return folder;
}

export const load = async (toml: string, input: Partial<SettingsInput> = {}): Promise<Config> =>
  loadConfig({ cwd: await workspaceWith(toml), env: {}, flags: {}, ...input });

/** The OpsError with which something ends. */
export async function errorOf(promise: Promise<unknown>): Promise<OpsError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof OpsError)) throw new Error(`Expected an OpsError, got ${thrown}`);
  return thrown;
}

/** Problems by their keys. */
export const problemsIn = (error: OpsError): Record<string, string> =>
  Object.fromEntries((error.facts.problems as Problem[]).map(({ key, problem }) => [key, problem]));
