import { environment, PROGRAM } from "../../bench/program.ts";
import type { OutsideOrder, OutsideShipment } from "../support/outside.ts";

/** The imitated marketplace and carrier in a process of their own, and what they believe. */
export interface OutsideWorld {
  url: string;
  port: number;
  catalogue(): Promise<string>;
  orders(): Promise<OutsideOrder[]>;
  shipments(): Promise<OutsideShipment[]>;
  tell(path: string, body?: unknown): Promise<void>;
  /** False when the marketplace no longer lets it go. */
  cancel(orderId: string): Promise<boolean>;
  /** As `--faults` has it; nothing goes wrong after an empty text. */
  setFaults(faults: string): Promise<void>;
  stop(): Promise<void>;
}

const TOO_LATE = 409;
/** Long enough for a kill to meet calls under way. */
const LATENCY = "mirakl=10-60,canada-post=30-120";

export async function startOutsideWorld({
  orders,
  seed,
}: {
  orders: number;
  seed: number;
}): Promise<OutsideWorld> {
  const options = ["--orders", String(orders), "--seed", String(seed), "--latency", LATENCY];
  const child = Bun.spawn([PROGRAM, "sandbox", "--json", ...options], {
    env: environment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  const { url, port } = await firstJson<{ url: string; port: number }>(child.stdout);
  const read = async <T>(path: string) => (await (await fetch(`${url}/_sandbox/${path}`)).json()) as T;
  const tell = async (path: string, body: unknown = {}) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/_sandbox/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok)
      throw new Error(`The sandbox answered ${answer.status} to ${path}: ${await answer.text()}`);
  };
  return {
    url,
    port,
    cancel: async (orderId) =>
      (await fetch(`${url}/_sandbox/orders/${orderId}/cancel`, { method: "POST" })).status !== TOO_LATE,
    catalogue: async () => (await fetch(`${url}/_sandbox/catalog.csv`)).text(),
    orders: async () => (await read<{ orders: OutsideOrder[] }>("orders")).orders,
    shipments: async () => (await read<{ shipments: OutsideShipment[] }>("shipments")).shipments,
    tell,
    setFaults: (faults) => tell("faults", { faults }),
    async stop() {
      child.kill();
      await child.exited;
    },
  };
}

async function firstJson<T>(stream: ReadableStream<Uint8Array>): Promise<T> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of stream) {
    text += decoder.decode(part, { stream: true });
    if (text.endsWith("}\n")) return JSON.parse(text);
  }
  throw new Error(`The sandbox ended without an address: ${text}`);
}
