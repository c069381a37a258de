import { Hono } from "hono";
import { systemClock } from "../platform/clock.ts";
import type { Draw, FaultPlan } from "./fault-plan.ts";
import type { Answering } from "./loopback-server.ts";
import type { Latency } from "./sandbox-options.ts";
import type { Fault, SandboxEnv, SandboxService, ServiceName } from "./service.ts";
import type { Statistics } from "./statistics.ts";

interface Pipeline {
  services: readonly SandboxService[];
  control: Hono;
  faults: FaultPlan;
  statistics: Statistics;
  latency: Partial<Record<ServiceName, Latency>>;
  /** Gives numbers from 0 up to 1. */
  random: () => number;
  /** Ends every wait. */
  stopping: AbortSignal;
}

/** What happens to a request between the socket and the service: it is counted, delayed, struck by a fault, answered. */
export function requestPipeline(pipeline: Pipeline): Answering {
  const root = mounted(pipeline.services);
  return async (request) => {
    const path = new URL(request.url).pathname;
    if (path.startsWith("/_sandbox/")) return pipeline.control.fetch(request);
    const target = identify(pipeline.services, { method: request.method, path });
    if (!target) return root.fetch(request);
    const { service, operation } = target;
    pipeline.statistics.count({ service: service.name, operation });
    const draw = pipeline.faults.draw({ service: service.name, operation });
    await wait(pipeline, milliseconds(pipeline.latency[service.name], pipeline.random));
    const unhandled = withoutHandler(draw, service);
    if (unhandled !== undefined) return unhandled;
    const response = await root.fetch(request, { fault: draw.hidden ?? draw.accident });
    return afterHandler(draw, { response, pipeline });
  };
}

type Bindings = { fault?: Fault | null };

function mounted(services: readonly SandboxService[]): Hono<SandboxEnv & { Bindings: Bindings }> {
  const root = new Hono<SandboxEnv & { Bindings: Bindings }>();
  root.use(async (c, next) => {
    c.set("fault", c.env?.fault ?? null);
    await next();
  });
  for (const service of services) root.route("/", service.app);
  root.onError((error) => {
    throw error;
  });
  return root;
}

function identify(services: readonly SandboxService[], request: { method: string; path: string }) {
  for (const service of services) {
    const operation = service.operationOf(request);
    if (operation !== null) return { service, operation };
  }
  return null;
}

/** The answer to a request that its service never sees; undefined when it shall. */
function withoutHandler({ accident }: Draw, service: SandboxService): Response | null | undefined {
  switch (accident?.kind) {
    case "drop_before":
      return null;
    case "html":
      return new Response("<!doctype html><title>Access denied</title><h1>Access denied</h1>", {
        headers: { "content-type": "text/html;charset=UTF-8" },
      });
    case "status":
      return refusal(service, accident);
    default:
      return undefined;
  }
}

function refusal(
  service: SandboxService,
  { status, retryAfterSeconds }: Extract<Fault, { kind: "status" }>,
): Response {
  if (service.refusal) return service.refusal(status, retryAfterSeconds);
  const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) };
  return new Response(`Sandbox fault ${status}`, { status, headers });
}

async function afterHandler(
  { accident }: Draw,
  { response, pipeline }: { response: Response; pipeline: Pipeline },
): Promise<Response | null> {
  switch (accident?.kind) {
    case "drop_after":
      return null;
    case "malformed":
      return cutInHalf(response);
    case "slow":
      await wait(pipeline, accident.delayMs);
      return response;
    default:
      return response;
  }
}

/** A whole HTTP answer whose body ends in the middle; an answer without a body stays as it is. */
async function cutInHalf(response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  if (body.byteLength === 0) return new Response(null, response);
  return new Response(body.slice(0, Math.floor(body.byteLength / 2)), response);
}

function milliseconds(latency: Latency | undefined, random: () => number): number {
  if (latency === undefined || typeof latency === "number") return latency ?? 0;
  const [from, to] = latency;
  return from + random() * (to - from);
}

/** In real time, whatever clock the world has. */
async function wait({ stopping }: Pipeline, ms: number): Promise<void> {
  if (ms <= 0 || stopping.aborted) return;
  await new Promise<void>((resolve) => {
    systemClock.sleep(ms, stopping).then(resolve, () => resolve());
  });
}
