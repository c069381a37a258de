import type { MiddlewareHandler } from "hono";
import type { SandboxEnv } from "../service.ts";
import type { CallMeter } from "./call-meter.ts";
import { Refusal } from "./errors.ts";
import type { Operation } from "./operations.ts";
import type { Request, Shop } from "./shop.ts";

const BODY_TYPES = { json: /^application\/json\b/i, multipart: /^multipart\/form-data\b/i };

/** The edge and the key come first, then the call's own form: as a gateway in front of the operation would have it. */
export function guard(shop: Shop, meter: CallMeter, operation: Operation): MiddlewareHandler<SandboxEnv> {
  return async (request, next) => {
    requireLength(request, operation);
    requireUserAgent(shop, request);
    if (operation.access !== "open" || shop.settings.versionNeedsKey) {
      const { key, roles } = authenticate(shop, request);
      authorise(roles, operation);
      requireOwnShop(shop, request);
      if (shop.settings.strict) meter.count({ key, operation, query: new URL(request.req.url).searchParams });
    }
    requireBodyType(request, operation);
    await next();
  };
}

export function authenticate(shop: Shop, request: Request): { key: string; roles: string[] } {
  const known = shop.settings.apiKeys.find(({ key }) => key === request.req.header("authorization"));
  if (!known || request.req.query("api_key") !== undefined) throw new Refusal(401, "Unauthorized");
  return known;
}

function authorise(roles: string[], { access, code }: Operation): void {
  if (typeof access === "string" || roles.includes("ROLE_SHOP_ADMIN")) return;
  if (!access.some((role) => roles.includes(role))) throw new Refusal(403, `This key may not call ${code}`);
}

function requireOwnShop(shop: Shop, request: Request): void {
  const wanted = request.req.query("shop_id");
  if (wanted === undefined) return;
  if (!/^\d+$/.test(wanted)) throw new Refusal(400, "The parameter shop_id must be a whole number");
  if (Number(wanted) !== shop.settings.shopId) throw new Refusal(403, `No access to shop ${wanted}`);
}

function requireLength(request: Request, { body, code }: Operation): void {
  if (body === "length_only" && request.req.header("content-length") === undefined) {
    throw new Refusal(411, `${code} needs a Content-Length header`);
  }
}

function requireUserAgent(shop: Shop, request: Request): void {
  if (shop.settings.userAgentRequired && !request.req.header("user-agent"))
    throw new Refusal(403, "Forbidden");
}

function requireBodyType(request: Request, { body }: Operation): void {
  if (body !== "json" && body !== "multipart") return;
  const type = request.req.header("content-type") ?? "";
  if (!BODY_TYPES[body].test(type)) throw new Refusal(415, `Content type '${type}' not supported`);
}
