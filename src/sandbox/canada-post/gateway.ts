import type { Context, Hono } from "hono";
import type { SandboxEnv } from "../service.ts";
import { authenticate, authorize } from "./accounts.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { Refusal } from "./messages.ts";
import { messagesReply } from "./replies.ts";
import { SchemaViolation } from "./schema.ts";
import { Throttle } from "./throttle.ts";
import type { World } from "./world.ts";
import { MalformedXml } from "./xml.ts";

/** The carrier's front door: credentials, call limits and headers are judged before a service sees the request. */
export class Gateway {
  readonly #world: World;
  readonly #throttle: Throttle | null;

  constructor(world: World) {
    const { strict, throttleFactor: factor, throttleUpgraded: upgraded } = world.switches;
    this.#world = world;
    this.#throttle = strict ? new Throttle(world.clock, { factor, upgraded }) : null;
  }

  mount(app: Hono<SandboxEnv>, endpoint: Endpoint): void {
    app.on(endpoint.method, endpoint.path, async (c) => toResponse(await this.#serve(endpoint, c)));
  }

  async #serve(endpoint: Endpoint, c: Context<SandboxEnv>): Promise<Answer> {
    const url = new URL(c.req.url);
    try {
      const account = this.#admit(endpoint, c);
      const fault = c.get("fault");
      const call: Call = {
        account,
        url,
        params: c.req.param(),
        headers: c.req.raw.headers,
        body: new Uint8Array(await c.req.arrayBuffer()),
        hiddenMs: Math.max(this.#world.switches.hiddenMs, fault?.kind === "hidden" ? fault.hiddenMs : 0),
      };
      return await endpoint.handle(call);
    } catch (error) {
      if (error instanceof Refusal) return messagesAnswer(error);
      if (error instanceof SchemaViolation || error instanceof MalformedXml) {
        const text =
          error instanceof MalformedXml ? `the XML cannot be parsed: ${error.message}` : error.message;
        const message = { code: "Server", description: `${url.pathname}: ${text}` };
        return messagesAnswer(new Refusal(this.#world.switches.schemaErrorStatus, [message]));
      }
      throw error;
    }
  }

  #admit(endpoint: Endpoint, c: Context<SandboxEnv>) {
    const { headers } = c.req.raw;
    const params: Call["params"] = c.req.param();
    const { accounts, switches } = this.#world;
    const account = authenticate(headers.get("authorization"), {
      accounts,
      environment: switches.environment,
    });
    const { customer, mobo } = params;
    authorize(account, { customer, mobo, platformHeader: headers.get("platform-id") });
    this.#checkFrequency(account.username, endpoint);
    checkHeaders(endpoint, { headers, params });
    return account;
  }

  #checkFrequency(key: string, endpoint: Endpoint): void {
    const seconds = this.#throttle?.secondsToWait(key, endpoint.group) ?? null;
    if (seconds === null) return;
    const { throttleStatus, throttleRetryAfter } = this.#world.switches;
    const retryAfter: Record<string, string> = throttleRetryAfter ? { "retry-after": String(seconds) } : {};
    const message = { code: "Server", description: "Rejected by SLM Monitor" };
    throw new Refusal(throttleStatus, [message], retryAfter);
  }
}

/** The media types must be spelled exactly: a wildcard has been refused for years. */
function checkHeaders(endpoint: Endpoint, { headers, params }: Pick<Call, "headers" | "params">): void {
  const { mediaType } = endpoint;
  const expected = typeof mediaType === "string" ? mediaType : mediaType(params);
  if (headers.get("accept")?.trim() !== expected) {
    throw new Refusal(406, [{ code: "Server", description: `Not acceptable: Accept must be ${expected}` }]);
  }
  if (endpoint.method === "POST" && headers.get("content-type")?.trim() !== expected) {
    throw new Refusal(415, [
      { code: "Server", description: `Unsupported: Content-Type must be ${expected}` },
    ]);
  }
}

function messagesAnswer({ status, messages, headers }: Refusal): Answer {
  const message = messages.map(({ code, description }) => ({ code, description }));
  return { ...messagesReply("messages", { message }, status), headers };
}

function toResponse({ status, body, mediaType, headers }: Answer): Response {
  return new Response(body, {
    status,
    headers: { ...(mediaType && { "content-type": mediaType }), ...headers },
  });
}
