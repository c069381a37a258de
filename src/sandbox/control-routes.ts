import { type Context, Hono } from "hono";
import { z } from "zod";
import { type FaultPlan, faultRule } from "./fault-plan.ts";
import { FlagProblem, parseFaults } from "./flag-syntax.ts";
import { believedMessages } from "./mirakl/believed-messages.ts";
import { type BelievedOrder, believedOrder } from "./mirakl/believed-order.ts";
import { Refusal } from "./mirakl/errors.ts";
import type { MiraklService } from "./mirakl/mirakl.ts";
import { isOrderEvent, orderEvent } from "./mirakl/order-events.ts";
import type { Statistics } from "./statistics.ts";
import { catalogueCsv } from "./world/catalogue.ts";
import type { WorldClock } from "./world-clock.ts";

export interface Controlled {
  mirakl: MiraklService;
  /** Every purchase a carrier ever booked, voided or not. */
  shipments: () => readonly unknown[];
  faults: FaultPlan;
  statistics: Statistics;
  clock: WorldClock;
}

const faultsBody = z.union([z.object({ faults: z.string() }), z.object({ rules: z.array(faultRule) })]);
const advanceBody = z.object({ ms: z.number().int().min(0) });
const ordersBody = z.object({ count: z.number().int().min(1).max(10_000).default(1) });

/** Looking into the imitated world and changing it: for tests and demos, beside what the real services have. */
export function controlRoutes({ mirakl, shipments, faults, statistics, clock }: Controlled): Hono {
  const app = new Hono().basePath("/_sandbox");
  const { book, threads } = mirakl.shop;

  app.get("/orders", (c) => {
    const orders: BelievedOrder[] = book.all().map(believedOrder);
    return c.json({ orders, total: orders.length });
  });
  app.get("/shipments", (c) => c.json({ shipments: shipments(), total: shipments().length }));
  app.get("/messages", (c) => c.json({ messages: believedMessages(threads) }));
  app.get("/stats", (c) => c.json(statistics.report()));
  app.get("/catalog.csv", (c) => c.body(catalogueCsv(), 200, { "content-type": "text/csv;charset=UTF-8" }));

  app.post("/orders", async (c) => {
    const { count } = ordersBody.parse(await body(c));
    const added = mirakl.seeder.addNew(count, 0);
    return c.json({ order_ids: added.map(({ order_id }) => order_id) }, 201);
  });
  app.post("/orders/:id/:event", async (c) => {
    const booked = book.get(c.req.param("id"));
    const event = c.req.param("event");
    if (!booked || !isOrderEvent(event))
      return c.json({ error: `No such order or event: ${c.req.path}` }, 404);
    const problem = orderEvent(mirakl, { booked, event, details: await body(c) });
    return problem === null ? c.json(believedOrder(booked)) : c.json({ error: problem }, 409);
  });
  app.post("/faults", async (c) => {
    const wanted = faultsBody.parse(await body(c));
    const rules = "rules" in wanted ? wanted.rules : parseFaults(wanted.faults);
    faults.replace(rules);
    return c.json({ rules });
  });
  app.post("/advance", async (c) => {
    clock.advance(advanceBody.parse(await body(c)).ms);
    return c.json({ now: clock.now().toISOString() });
  });
  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof FlagProblem || error instanceof SyntaxError)
      return c.json({ error: error.message }, 400);
    if (error instanceof Refusal) return error.toResponse("A");
    throw error;
  });
  return app;
}

/** Nothing sent is an empty object. */
async function body(c: Context): Promise<unknown> {
  const text = await c.req.text();
  return text === "" ? {} : JSON.parse(text);
}
