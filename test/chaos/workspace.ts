import { join } from "node:path";
import { sandboxSettings } from "../../src/cli/demo/sandbox-settings.ts";

interface Workspace {
  /** Of the shop; labels and database in it are shared by all its workspaces. */
  folder: string;
  name: string;
  /** Where the outside world listens. */
  url: string;
  contract: boolean;
  /** Sections merged over the rest. */
  more: Record<string, unknown>;
}

const LONG_AGO = new Date("2000-01-01T00:00:00Z");

/** Waits of a world on the same machine; what the queue does with the dead stays as it ships. */
export async function writeWorkspace({ folder, name, url, contract, more }: Workspace): Promise<void> {
  const shared = {
    database: { data_folder: join(folder, "postgres"), cache_folder: join(folder, "../ops-chaos-cache") },
    labels: { folder: join(folder, "labels") },
    log: { format: "json", level: "debug" },
    schedules: { "fetch-orders": { cron: "* * * * *" } },
    http: { timeout_seconds: 5, connect_timeout_seconds: 2 },
    carriers: { "canada-post": { timeout_seconds: 5 } },
  };
  await Bun.write(
    join(folder, name, "ops.toml"),
    sandboxSettings({
      url,
      contract,
      liveFrom: LONG_AGO,
      fast: true,
      unlimited: true,
      more: merged(shared, more),
    }),
  );
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

function merged(under: Tree, over: Tree): Tree {
  const whole = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = whole[key];
    whole[key] = isTree(below) && isTree(value) ? merged(below, value) : value;
  }
  return whole;
}
