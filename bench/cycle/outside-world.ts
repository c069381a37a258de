import { environment } from "../program.ts";

/** Milliseconds that every call to a service takes. */
export const LATENCY_MS = { mirakl: 150, "canada-post": 300 };
export type Service = keyof typeof LATENCY_MS;

/** By service, then operation: what arrived, and the most in any sliding minute. */
export type CallCounts = Partial<Record<Service, Record<string, { calls: number; peak_per_minute: number }>>>;

export interface Books {
  orders: number;
  shipped: number;
  labels: number;
  /** Orders with a label. */
  labelled: number;
}

export interface OutsideWorld {
  url: string;
  catalogue(): Promise<string>;
  calls(): Promise<CallCounts>;
  /** What the marketplace and the carrier believe. */
  books(): Promise<Books>;
  stop(): Promise<void>;
}

interface OutsideInput {
  program: string;
  orders: number;
  /** Enforces the published call frequencies. */
  strict?: boolean;
}

/** Starts `ops sandbox` as a process of its own. */
export async function startOutside({ program, orders, strict = false }: OutsideInput): Promise<OutsideWorld> {
  const latency = Object.entries(LATENCY_MS).map(([service, ms]) => `${service}=${ms}`);
  const flags = ["--json", "--orders", String(orders), "--latency", latency.join()];
  const command = [program, "sandbox", ...flags, ...(strict ? ["--strict"] : [])];
  const child = Bun.spawn(command, { env: environment(), stdout: "pipe", stderr: "ignore" });
  const { url } = await firstJson<{ url: string }>(child.stdout);
  const ask = (path: string) => fetch(`${url}/_sandbox/${path}`);
  const read = async <T>(path: string) => (await (await ask(path)).json()) as T;

  return {
    url,
    catalogue: async () => (await ask("catalog.csv")).text(),
    calls: () => read<CallCounts>("stats"),
    async books() {
      const { orders } = await read<{ orders: { state: string }[] }>("orders");
      const { shipments } = await read<{ shipments: { customerRef1: string }[] }>("shipments");
      return {
        orders: orders.length,
        shipped: orders.filter(({ state }) => state === "SHIPPED").length,
        labels: shipments.length,
        labelled: new Set(shipments.map(({ customerRef1 }) => customerRef1)).size,
      };
    },
    async stop() {
      child.kill();
      await child.exited;
    },
  };
}

/** Reads until what has come is a whole JSON document. */
async function firstJson<T>(stream: ReadableStream<Uint8Array>): Promise<T> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  for (let text = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The sandbox ended without an address: ${text}`);
    text += decoder.decode(value, { stream: true });
    if (!text.endsWith("\n")) continue;
    try {
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
}
