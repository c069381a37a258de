import { Hono } from "hono";
import { type HealthSources, healthDocument } from "./health.ts";
import type { DaemonMetrics } from "./metrics.ts";

interface StatusSources extends HealthSources {
  metrics: DaemonMetrics;
}

/** Health and metrics of a daemon. Nothing of it changes anything, and nothing tells of customers. */
export function statusApp({ metrics, ...sources }: StatusSources): Hono {
  const { view } = sources;
  const app = new Hono();
  app.get("/livez", (c) => c.text("alive\n"));
  app.get("/readyz", (c) => {
    const obstacle = obstacleOf(view);
    return obstacle ? c.text(`${obstacle}\n`, 503) : c.text("ready\n");
  });
  app.get("/api/v1/health", async (c) => {
    const document = await healthDocument(sources);
    const headers = { "content-type": "application/health+json", "cache-control": "no-store" };
    return c.body(JSON.stringify(document), document.status === "fail" ? 503 : 200, headers);
  });
  app.get("/metrics", async (c) =>
    c.body(await metrics.text(), 200, { "content-type": metrics.contentType }),
  );
  app.notFound((c) => c.text("There is /livez, /readyz, /api/v1/health and /metrics.\n", 404));
  return app;
}

function obstacleOf(view: HealthSources["view"]): string | null {
  if (view.isStopping()) return "stopping";
  if (view.ops() === null) return "the database was not reached yet";
  return view.database.isUp ? null : "the database is away";
}
