import type { z } from "zod";
import type { OpsError } from "../../domain/errors.ts";
import type { ConnectionSettings } from "../../platform/config/config.ts";
import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  type RateBudget,
  type RepeatableRequest,
  type Turn,
  turnWith,
} from "../../platform/http/http-request.ts";
import { ApiKeyAuth, type MiraklAuth } from "./auth.ts";
import { type AskedCall, parseJson, refusalOf, unreadable } from "./errors.ts";
import { describeProblems } from "./mapping.ts";

export interface CallsOptions {
  connection: ConnectionSettings;
  http: HttpClient;
  /** The connection's API key unless given. */
  auth?: MiraklAuth;
  /** Ends waits and reads when the program stops. */
  signal?: AbortSignal;
}

/** One call in Mirakl's terms. */
export interface MiraklCall extends EffectCall {
  repeatability: RepeatableRequest["repeatability"];
  /** Had before, for a GET: its budgets are not taken again. */
  turn?: ReadTurn;
}

/** One that is sent once, when its turn has come. */
interface EffectCall extends Omit<AskedCall, "service" | "repeatability"> {
  /** Below the base URL: `api/orders`. */
  path: string;
  query?: Record<string, string>;
  /** Sent as JSON; a call without one sends no body at all. */
  body?: unknown;
  /** Budgets narrower than the connection's own. */
  budgets?: RateBudget[];
  auditAnswer?: boolean;
}

/** The next reading's turn, to be used once. */
export type ReadTurn = Pick<Turn, "read"> & AsyncDisposable;

/** The next effect's turn, to be used once. */
export interface EffectTurn extends AsyncDisposable {
  write(call: EffectCall): Promise<void>;
}

const USER_AGENT = "ops (marketplace operations)";
const WINDOW_SECONDS = 60;

/** Makes calls to one shop: address, key, shop id, budget, and the judgement of what comes back. */
export class MiraklCalls {
  readonly #options: CallsOptions;
  readonly #auth: MiraklAuth;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#auth = options.auth ?? new ApiKeyAuth(options.connection.apiKey);
  }

  /** GETs JSON of a shape. `objection` may say why it is no answer to what was asked. */
  async read<T extends z.ZodType>(
    call: MiraklCall,
    shape: T,
    objection: (value: z.output<T>) => string | null = () => null,
  ): Promise<{ value: z.output<T>; headers: Headers }> {
    const asked = this.#asked(call);
    const answer = await this.#send("GET", call, (answer) => {
      const reading = interpret(answer);
      return "error" in reading ? reading.error : null;
    });
    const reading = interpret(answer);
    if ("error" in reading) throw reading.error;
    return { value: reading.value, headers: answer.headers };

    function interpret(answer: HttpAnswer): { value: z.output<T> } | { error: OpsError } {
      const json = parseJson(answer);
      const refusal = refusalOf(asked, answer, json);
      if (refusal) return { error: refusal };
      if (json === undefined) return { error: unreadable(asked, answer, "the body is not JSON") };
      const read = shape.safeParse(json);
      if (!read.success) return { error: unreadable(asked, answer, describeProblems(read.error)) };
      const reason = objection(read.data);
      return reason === null ? { value: read.data } : { error: unreadable(asked, answer, reason) };
    }
  }

  /** PUTs a change that may be repeated. Only 204 confirms it. */
  async write(call: MiraklCall): Promise<void> {
    await this.#send("PUT", call, confirmedBy204(this.#asked(call)));
  }

  /** A turn to GET, of what is known when it comes. `budgets` as in the call. */
  reserveRead(budgets: RateBudget[]): Promise<ReadTurn> {
    return this.#reserve(budgets);
  }

  /** A turn to PUT a change that must not be repeated. Only 204 confirms it. */
  async reserve(): Promise<EffectTurn> {
    const { service } = this.#options.connection;
    const turn = await this.#reserve([]);
    return turnWith(turn, {
      write: async (call: EffectCall) => {
        const classify = confirmedBy204({ ...call, service, repeatability: "effect" });
        const request = await this.#request("PUT", call, classify);
        await turn.send({ ...request, repeatability: "effect" });
      },
    });
  }

  /** GETs something of which only the status and the headers matter. */
  async probe(call: MiraklCall): Promise<Headers> {
    const asked = this.#asked(call);
    const answer = await this.#send("GET", call, (answer) => refusalOf(asked, answer, parseJson(answer)));
    return answer.headers;
  }

  #reserve(budgets: RateBudget[]): Promise<Turn> {
    const { connection, http, signal } = this.#options;
    const { service, baseUrl: url } = connection;
    return http.reserve({ service, url, budgets: [...budgets, ...this.#connectionBudget()] }, signal);
  }

  #asked(call: MiraklCall): AskedCall {
    return { ...call, service: this.#options.connection.service };
  }

  async #send(
    method: "GET" | "PUT",
    call: MiraklCall,
    classify: HttpRequest["classify"],
  ): Promise<HttpAnswer> {
    const { http, signal } = this.#options;
    const request = await this.#request(method, call, classify);
    const repeatable = { ...request, repeatability: call.repeatability };
    return call.turn ? call.turn.read(repeatable) : http.send(repeatable, signal);
  }

  async #request(
    method: "GET" | "PUT",
    call: EffectCall,
    classify: HttpRequest["classify"],
  ): Promise<Omit<HttpRequest, "repeatability">> {
    const { connection } = this.#options;
    const hasBody = call.body !== undefined;
    return {
      service: connection.service,
      endpoint: call.endpoint,
      relatedId: call.relatedId,
      method,
      url: this.#urlOf(call),
      headers: {
        ...(await this.#auth.headers()),
        Accept: "application/json",
        "User-Agent": USER_AGENT,
        ...(hasBody ? { "Content-Type": "application/json" } : {}),
      },
      body: hasBody ? JSON.stringify(call.body) : null,
      budgets: [...(call.budgets ?? []), ...this.#connectionBudget()],
      auditAnswer: call.auditAnswer ?? true,
      classify,
    };
  }

  #urlOf({ path, query }: EffectCall): string {
    const { baseUrl, shopId } = this.#options.connection;
    const url = new URL(path, baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    if (shopId !== null) url.searchParams.set("shop_id", shopId);
    return url.href;
  }

  #connectionBudget(): RateBudget[] {
    const { name, requestsPerMinute } = this.#options.connection;
    if (requestsPerMinute === null) return [];
    return [{ key: `mirakl:${name}`, points: requestsPerMinute, seconds: WINDOW_SECONDS }];
  }
}

function confirmedBy204(asked: AskedCall): HttpRequest["classify"] {
  return (answer) => {
    const refusal = refusalOf(asked, answer, parseJson(answer));
    if (refusal || answer.status === 204) return refusal;
    return unreadable(asked, answer, `status ${answer.status} where 204 confirms`);
  };
}
