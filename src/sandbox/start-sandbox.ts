import { generateMersenne53Randomizer } from "@faker-js/faker";
import { systemClock } from "../platform/clock.ts";
import { type CanadaPostService, createCanadaPostService } from "./canada-post/canada-post.ts";
import { controlRoutes } from "./control-routes.ts";
import { FaultPlan } from "./fault-plan.ts";
import { serveLoopback } from "./loopback-server.ts";
import { createMiraklService, type MiraklService } from "./mirakl/mirakl.ts";
import { populate } from "./mirakl/populate.ts";
import { requestPipeline } from "./request-pipeline.ts";
import { type SandboxOptions, sandboxOptions } from "./sandbox-options.ts";
import { Statistics } from "./statistics.ts";
import { World } from "./world/world.ts";
import { WorldClock } from "./world-clock.ts";

export interface Sandbox {
  /** `http://127.0.0.1:<port>`: Mirakl under `/api`, Canada Post under `/rs` and `/vis`, control under `/_sandbox`. */
  url: string;
  port: number;
  /** The world's clock, which can be moved ahead. */
  clock: WorldClock;
  mirakl: MiraklService;
  canadaPost: CanadaPostService;
  faults: FaultPlan;
  statistics: Statistics;
  stop(): Promise<void>;
}

/**
 * Serves every imitated service on one loopback port.
 * @throws ZodError when the options do not fit `sandboxOptions`
 */
export async function startSandbox({
  clock: outside,
  canadaPost,
  ...wanted
}: SandboxOptions = {}): Promise<Sandbox> {
  const options = sandboxOptions.parse(wanted);
  const clock = new WorldClock(outside ?? systemClock);
  const world = new World({ seed: options.seed, ...options.world });
  const settings = { ...options.mirakl, strict: options.mirakl.strict || options.strict };
  const mirakl = createMiraklService({ settings, clock, world });
  populate(mirakl, options);
  const { strict, hiddenMs } = options;
  const carrier = createCanadaPostService({ strict, hiddenMs, ...canadaPost, clock });
  const random = randomNumbers(options.seed + 1);
  const faults = new FaultPlan(options.faults, random);
  const statistics = new Statistics(clock);
  const stopping = new AbortController();
  const control = controlRoutes({ mirakl, shipments: () => carrier.books, faults, statistics, clock });
  const server = await serveLoopback(
    options.port,
    requestPipeline({
      services: [mirakl, carrier],
      control,
      faults,
      statistics,
      random,
      latency: options.latency,
      stopping: stopping.signal,
    }),
  );
  return {
    url: server.url,
    port: server.port,
    clock,
    mirakl,
    canadaPost: carrier,
    faults,
    statistics,
    async stop() {
      stopping.abort();
      await server.stop();
    },
  };
}

function randomNumbers(seed: number): () => number {
  const randomizer = generateMersenne53Randomizer(seed);
  return () => randomizer.next();
}
