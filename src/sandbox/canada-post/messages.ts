/** One entry of the carrier's error body; codes are text (`004`, `AA003`, `Server`). */
export interface Message {
  code: string;
  description: string;
}

type Check = readonly [broken: boolean, code: string, description: string];

/** The messages of all broken rules: the carrier reports several at once. */
export function broken(checks: readonly Check[]): Message[] {
  return checks.filter(([isBroken]) => isBroken).map(([, code, description]) => ({ code, description }));
}

/** A request that the carrier refuses: status and body of its answer. An empty list is `<messages/>`. */
export class Refusal extends Error {
  readonly status: number;
  readonly messages: readonly Message[];
  readonly headers: Record<string, string>;

  constructor(status: number, messages: readonly Message[], headers: Record<string, string> = {}) {
    super(messages.map(({ code, description }) => `${code} ${description}`).join("; ") || `status ${status}`);
    this.status = status;
    this.messages = messages;
    this.headers = headers;
  }
}

export const refuse = (status: number, code: string, description: string): never => {
  throw new Refusal(status, [{ code, description }]);
};

/** Unknown, voided or expired: 404 with an empty list. */
export const notFound = () => new Refusal(404, []);
