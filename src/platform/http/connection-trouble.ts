/** Codes of the system and of TLS, in words for whoever runs ops; the runtime's own are for developers. */
const WORDS: readonly [codes: RegExp, words: (host: string) => string][] = [
  [/^ECONNREFUSED$/, (host) => `nothing answers at ${host}`],
  [/^(ENOTFOUND|EAI_\w+)$/, (host) => `the name ${host} leads to no address`],
  [/^(ENETUNREACH|EHOSTUNREACH)$/, (host) => `the network has no way to ${host}`],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, (host) => `${host} closed the connection`],
  [/^(ETIMEDOUT)$/, (host) => `${host} did not answer in time`],
  [
    /^(ERR_TLS_\w+|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)$/,
    (host) => `the certificate of ${host} is not trusted`,
  ],
];

/** The code that a failed connection came with, empty where it had none. */
export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";

/** Why a connection failed, for a person. `host` is the other side's, with its port. */
export function connectionTrouble(thrown: unknown, host: string): string {
  const code = codeOf(thrown);
  const [, words] = WORDS.find(([codes]) => codes.test(code)) ?? [];
  const name = code || (thrown instanceof Error ? thrown.name : String(thrown));
  return words ? `${words(host)} (${code})` : `the connection to ${host} failed (${name})`;
}
