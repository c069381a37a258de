import { Hono } from "hono";
import type { Clock } from "../../platform/clock.ts";
import type { SandboxEnv, SandboxService } from "../service.ts";
import type { World } from "../world/world.ts";
import { acceptOrder } from "./accept-order.ts";
import { authenticate, guard } from "./access.ts";
import { account } from "./account.ts";
import { writeAdditionalFields } from "./additional-fields.ts";
import { CallMeter } from "./call-meter.ts";
import { cancelLines } from "./cancel-lines.ts";
import { cancelOrder } from "./cancel-order.ts";
import { Refusal } from "./errors.ts";
import { jsonResponse, prettyJson } from "./json.ts";
import { listOrders } from "./list-orders.ts";
import { listThreads } from "./list-threads.ts";
import { isKnownPath, operationOf, operations, withdrawn } from "./operations.ts";
import { OrderBook } from "./order-book.ts";
import { OrderSeeder } from "./order-seeder.ts";
import { platformConfiguration } from "./platform-configuration.ts";
import { openThread, postMessage } from "./post-message.ts";
import { downloadAttachment, readThread } from "./read-thread.ts";
import * as reference from "./reference-data.ts";
import { refundLines } from "./refund-lines.ts";
import type { MiraklSettings } from "./settings.ts";
import { shipOrder } from "./ship-order.ts";
import type { Handler, Shop } from "./shop.ts";
import { taxCodes } from "./taxes.ts";
import { ThreadBook } from "./thread-book.ts";
import { updateTracking } from "./tracking.ts";

export interface MiraklService extends SandboxService {
  shop: Shop;
  seeder: OrderSeeder;
  world: World;
}

const show =
  (read: (shop: Shop) => unknown): Handler =>
  (shop) =>
    jsonResponse(prettyJson(read(shop)));

const HANDLERS: Record<string, Handler> = {
  A01: show(account),
  AF01: show(() => ({
    additional_fields: reference.customFields,
    total_count: reference.customFields.length,
  })),
  DO01: show(() => ({ documents: reference.documentTypes })),
  M10: readThread,
  M11: listThreads,
  M12: postMessage,
  M13: downloadAttachment,
  OR11: listOrders,
  OR21: acceptOrder,
  OR23: updateTracking,
  OR24: shipOrder,
  OR28: refundLines,
  OR29: cancelOrder,
  OR30: cancelLines,
  OR31: writeAdditionalFields,
  OR43: openThread,
  OR75: show(() => ({ taxes: taxCodes })),
  PC01: show(({ settings }) => platformConfiguration(settings)),
  RE01: show(() => ({ reasons: reference.reasons, total_count: reference.reasons.length })),
  SH11: show(() => ({ shipping_zones: reference.shippingZones })),
  SH12: show(({ shippingTypes }) => ({ shipping_types: shippingTypes })),
  SH21: show(() => ({ carriers: reference.carriers })),
  V01: show(() => ({ version: "3.sandbox" })),
};

/** An imitation of Mirakl's seller API as Best Buy Canada runs it, over an empty book of orders. */
export function createMiraklService({
  settings,
  clock,
  world,
}: {
  settings: MiraklSettings;
  clock: Clock;
  world: World;
}): MiraklService {
  const book = new OrderBook(settings, clock);
  const shippingTypes = reference.shippingTypes(settings);
  const shop: Shop = { settings, clock, book, shippingTypes, threads: new ThreadBook(clock) };
  return {
    name: "mirakl",
    app: routes(shop),
    operationOf,
    refusal: (status, retryAfterSeconds) =>
      new Refusal(status, `Sandbox fault ${status}`, { retryAfterSeconds }).toResponse(settings.errorShape),
    shop,
    world,
    seeder: new OrderSeeder({ world, book, settings, clock }),
  };
}

function routes(shop: Shop): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  const meter = new CallMeter(shop.clock);
  for (const operation of operations) {
    const handler = HANDLERS[operation.code];
    if (!handler) throw new Error(`Operation ${operation.code} has no handler`);
    app.on(operation.method, operation.path, guard(shop, meter, operation), (request) =>
      handler(shop, request),
    );
  }
  app.all("/api/*", (request) => {
    authenticate(shop, request);
    const { method, path } = request.req;
    const old = withdrawn.find(({ code }) => code === operationOf({ method, path }));
    if (old) throw new Refusal(old.status, `${old.code} is not available`);
    throw isKnownPath(path)
      ? new Refusal(405, `Method ${method} not allowed`)
      : new Refusal(404, "Not Found");
  });
  app.onError((error) => {
    if (error instanceof Refusal) return error.toResponse(shop.settings.errorShape);
    throw error;
  });
  return app;
}
