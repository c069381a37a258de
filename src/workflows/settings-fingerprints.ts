import type { ErrorCode } from "../domain/error-codes.ts";
import { carrierPartner, marketplacePartner } from "../domain/pause-scope.ts";
import type { Config } from "../platform/config/config.ts";
import { secretsOf } from "../platform/config/secrets-of.ts";

/** Settings of a partner, by what they can mend. */
interface Mending {
  /** A key that is refused or too narrow. */
  key: object;
  /** Whatever else is wrong with how it is set up. */
  all: object;
}

const MENDED_BY: { [code in ErrorCode]?: keyof Mending } = {
  credentials_rejected: "key",
  operation_forbidden: "key",
  bad_settings: "all",
  carrier_account: "all",
  carrier_code_unknown: "all",
  connection_frozen: "all",
};

/** Tells by partner and code whether settings that a pause may come from are still the same; nobody can read them out of it. */
export function settingsFingerprints(config: Config): (partner: string, code: ErrorCode) => string | null {
  const known = new Map<string, Mending>();
  for (const connection of config.connections)
    known.set(marketplacePartner(connection.name), { key: { key: connection.apiKey }, all: connection });
  for (const account of Object.values(config.carriers)) {
    const { username, password } = account;
    const senders = config.connections
      .filter(({ carrierAccount }) => carrierAccount === account.account)
      .map(({ sender }) => sender);
    known.set(carrierPartner(account.account), { key: { username, password }, all: { account, senders } });
  }
  return (partner, code) => {
    const part = MENDED_BY[code];
    const settings = part && known.get(partner)?.[part];
    return settings ? fingerprint(settings) : null;
  };
}

/** As text a secret says nothing of itself, so its own fingerprint stands beside it. */
function fingerprint(settings: object): string {
  const secrets = secretsOf(settings).map((secret) => secret.fingerprint());
  return new Bun.CryptoHasher("sha256")
    .update(JSON.stringify([settings, secrets]))
    .digest("hex")
    .slice(0, 16);
}
