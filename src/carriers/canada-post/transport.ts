import { OpsError } from "../../domain/errors.ts";
import type { CanadaPostSettings } from "../../platform/config/config.ts";
import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  type RateBudget,
  turnWith,
} from "../../platform/http/http-request.ts";

/** The name of this carrier in the audit. */
export const SERVICE = "CanadaPost";

/** Canada Post counts requests by groups of services: https://www.canadapost-postescanada.ca throttle limits. */
export type ThrottleGroup = "A" | "B" | "C" | "D" | "E";

export interface Call {
  /** Audit name of the operation. */
  endpoint: string;
  relatedId: string | null;
  group: ThrottleGroup;
  /** A path below the configured address, or a link that the carrier gave. */
  target: { path: string } | { link: string };
  /** What is accepted, and sent where there is a body. `*\/*` is refused by the carrier. */
  mediaType: string;
  body?: string;
  headers?: Record<string, string>;
  auditAnswer?: boolean;
  classify: HttpRequest["classify"];
}

export interface Transport {
  /** Asks something. @throws what `HttpClient.send` throws; `malformed_answer` for a link that leads to another host. */
  read(call: Call): Promise<HttpAnswer>;
  /** Waits until a call that must not be repeated may set out. */
  reserve(group: ThrottleGroup): Promise<EffectTurn>;
  /** The full address of a path. */
  address(path: string): string;
}

/** The next effect's turn, to be used once. */
export interface EffectTurn extends AsyncDisposable {
  send(call: Call): Promise<HttpAnswer>;
}

/** HTTP as Canada Post wants it: credentials, language, media types, budgets by throttle group. */
export function createTransport(
  settings: CanadaPostSettings,
  { http, signal }: { http: HttpClient; signal?: AbortSignal | undefined },
): Transport {
  const baseUrl = settings.baseUrl.replace(/\/+$/, "");
  const { origin } = new URL(baseUrl);
  const address = (path: string) => `${baseUrl}${path}`;

  function requestOf(call: Call): Omit<HttpRequest, "repeatability"> {
    const body = call.body ?? null;
    return {
      service: SERVICE,
      endpoint: call.endpoint,
      relatedId: call.relatedId,
      method: body === null ? "GET" : "POST",
      url: "path" in call.target ? address(call.target.path) : ownLink(call.target.link, origin),
      headers: {
        Authorization: basicCredentials(settings),
        Accept: call.mediaType,
        "Accept-language": settings.language,
        ...(body === null ? {} : { "Content-Type": call.mediaType }),
        ...call.headers,
      },
      body,
      budgets: budgetsOf(settings, call.group),
      auditAnswer: call.auditAnswer ?? true,
      timeoutMs: settings.timeoutMs,
      classify: call.classify,
    };
  }

  return {
    address,
    // Async, so that a link that is refused rejects like any other failure.
    read: async (call) => http.send({ ...requestOf(call), repeatability: "read" }),
    async reserve(group) {
      const destination = { service: SERVICE, url: baseUrl, budgets: budgetsOf(settings, group) };
      const turn = await http.reserve(destination, signal);
      return turnWith(turn, {
        send: async (call: Call) => turn.send({ ...requestOf(call), repeatability: "effect" }),
      });
    },
  };
}

function basicCredentials({ username, password }: CanadaPostSettings): string {
  return `Basic ${Buffer.from(`${username.reveal()}:${password.reveal()}`).toString("base64")}`;
}

function budgetsOf({ account, throttle }: CanadaPostSettings, group: ThrottleGroup): RateBudget[] {
  if (throttle === null) return [];
  return [{ key: `canada-post:${account}:${group}`, points: throttle[group], seconds: 60 }];
}

/** Every call carries the credentials, so a link is followed on the configured host only. */
function ownLink(href: string, origin: string): string {
  const url = URL.parse(href);
  if (url?.origin === origin && url.username === "" && url.password === "") return url.href;
  throw new OpsError(
    "malformed_answer",
    `Canada Post gave a link that does not lead to ${origin}: it is not followed.`,
    { facts: { link: href, expectedHost: origin }, hint: "Check base_url of the carrier account." },
  );
}
