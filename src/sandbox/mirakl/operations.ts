/** How often one key may call, as published: `calls` in any `perMs`. */
export interface CallFrequency {
  calls: number;
  perMs: number;
}

export interface Operation {
  code: string;
  method: "GET" | "POST" | "PUT";
  path: string;
  /** A key needs one of these or `ROLE_SHOP_ADMIN`; `any_key`: no role; `open`: no key. */
  access: string[] | "any_key" | "open";
  body?: "json" | "multipart" | "length_only";
  frequency?: CallFrequency;
}

const MINUTE_MS = 60_000;
const DAILY = { calls: 1, perMs: 24 * 60 * MINUTE_MS };

const get = (code: string, path: string, access: Operation["access"]): Operation => ({
  code,
  method: "GET",
  path,
  access,
});
const daily = (code: string, path: string, role: string): Operation => ({
  ...get(code, path, [role]),
  frequency: DAILY,
});
const put = (code: string, path: string, roles: string[]): Operation => ({
  code,
  method: "PUT",
  path,
  access: roles,
  body: "json",
});

/** What is served, with the roles and maximum frequencies of the vendor's OpenAPI document. Fixed paths stand before ids. */
export const operations: readonly Operation[] = [
  daily("A01", "/api/account", "ROLE_PARTNER_SHOP_READ"),
  daily("AF01", "/api/additional_fields", "ROLE_PARTNER_ORDER_SETTINGS_READ"),
  daily("DO01", "/api/documents", "ROLE_PARTNER_ORDER_SETTINGS_READ"),
  daily("RE01", "/api/reasons", "ROLE_PARTNER_ORDER_SETTINGS_READ"),
  daily("OR75", "/api/orders/taxes", "ROLE_PARTNER_ORDER_SETTINGS_READ"),
  daily("SH11", "/api/shipping/zones", "ROLE_PARTNER_SHIPPING_SETTINGS_READ"),
  daily("SH12", "/api/shipping/types", "ROLE_PARTNER_SHIPPING_SETTINGS_READ"),
  daily("SH21", "/api/shipping/carriers", "ROLE_PARTNER_SHIPPING_SETTINGS_READ"),
  get("PC01", "/api/platform/configuration", []),
  get("V01", "/api/version", "open"),
  { ...get("OR11", "/api/orders", ["ROLE_PARTNER_ORDER_READ"]), frequency: { calls: 1, perMs: MINUTE_MS } },
  put("OR28", "/api/orders/refund", ["ROLE_PARTNER_ORDER_REFUND_REQUEST", "ROLE_PARTNER_ORDER_REFUND"]),
  put("OR30", "/api/orders/cancel", ["ROLE_PARTNER_ORDER_CANCEL"]),
  put("OR21", "/api/orders/:order_id/accept", ["ROLE_PARTNER_ORDER_ACCEPT"]),
  put("OR23", "/api/orders/:order_id/tracking", ["ROLE_PARTNER_ORDER_TRACKING_WRITE"]),
  { ...put("OR24", "/api/orders/:order_id/ship", ["ROLE_PARTNER_ORDER_SHIP"]), body: "length_only" },
  { ...put("OR29", "/api/orders/:order_id/cancel", ["ROLE_PARTNER_ORDER_CANCEL"]), body: "length_only" },
  {
    ...put("OR31", "/api/orders/:order_id/additional_fields", ["ROLE_PARTNER_ORDER_ADDITIONAL_FIELD_UPDATE"]),
    frequency: { calls: 5, perMs: 1000 },
  },
  {
    code: "OR43",
    method: "POST",
    path: "/api/orders/:order_id/threads",
    body: "multipart",
    access: ["ROLE_PARTNER_MESSAGE_WRITE"],
  },
  get("M11", "/api/inbox/threads", "any_key"),
  get("M10", "/api/inbox/threads/:thread_id", "any_key"),
  {
    code: "M12",
    method: "POST",
    path: "/api/inbox/threads/:thread_id/message",
    body: "multipart",
    access: "any_key",
  },
  get("M13", "/api/inbox/threads/:attachment_id/download", "any_key"),
];

/** What an old or a multi-shipment client would try, and the answer it gets: nobody shall build on these. */
export const withdrawn: readonly { code: string; method: string; path: string; status: 404 | 410 }[] = [
  { code: "OR12", method: "GET", path: "/api/orders/:order_id", status: 410 },
  { code: "OR25", method: "PUT", path: "/api/orders/:order_id/receive", status: 404 },
  { code: "M01", method: "GET", path: "/api/messages", status: 404 },
  { code: "OR41", method: "GET", path: "/api/orders/:order_id/messages", status: 404 },
  { code: "OR42", method: "POST", path: "/api/orders/:order_id/messages", status: 404 },
  { code: "ST01", method: "POST", path: "/api/shipments", status: 404 },
  { code: "ST11", method: "GET", path: "/api/shipments", status: 404 },
  { code: "ST12", method: "GET", path: "/api/shipments/items_to_ship", status: 404 },
  { code: "ST23", method: "POST", path: "/api/shipments/tracking", status: 404 },
  { code: "ST24", method: "PUT", path: "/api/shipments/ship", status: 404 },
  { code: "ST06", method: "PUT", path: "/api/shipments/delete", status: 404 },
];

const matchers = [...operations, ...withdrawn].map(({ code, method, path }) => ({
  code,
  method,
  pattern: new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}/?$`),
}));

export function operationOf({ method, path }: { method: string; path: string }): string | null {
  if (!path.startsWith("/api/")) return null;
  return matchers.find((known) => known.method === method && known.pattern.test(path))?.code ?? null;
}

/** Whether the path exists with another method. */
export const isKnownPath = (path: string): boolean =>
  operations.some((_, index) => matchers[index]?.pattern.test(path));
