import type { Secret } from "../../platform/secret.ts";

/** How a connection proves who it is. Another scheme (OAuth) is another implementation. */
export interface MiraklAuth {
  headers(): Promise<Record<string, string>>;
}

/** The bare key, without a scheme word in front. */
export class ApiKeyAuth implements MiraklAuth {
  readonly #key: Secret;

  constructor(key: Secret) {
    this.#key = key;
  }

  async headers(): Promise<Record<string, string>> {
    return { Authorization: this.#key.reveal() };
  }
}
