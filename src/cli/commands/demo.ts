import { groupFailures } from "../../reports/failures-inbox.ts";
import { listOrders } from "../../reports/orders-view.ts";
import type { RunSummary } from "../../reports/run-summary.ts";
import { listUnreadOrders } from "../../reports/unread-orders.ts";
import type { CommandRun } from "../command.ts";
import { cycleProgress } from "../cycle-progress.ts";
import { type DemoShop, openDemoShop } from "../demo/demo-shop.ts";
import { countLabels, type LabelCount } from "../demo/label-count.ts";
import { type DemoResult, renderDemo } from "../demo/render-demo.ts";
import { runUntilSettled } from "../demo/run-until-settled.ts";
import { sandboxOptionsFrom } from "../sandbox-options-from.ts";

export interface DemoFlags {
  keep: string | undefined;
  noContract: boolean;
  /** The rest describes the sandbox. */
  [sandboxOption: string]: unknown;
}

/** Plays whole cycles in a sandbox until every order has come to its end, and shows what happened. */
export async function demo(run: CommandRun<DemoFlags>): Promise<number> {
  const { input, output, clock, env, signal } = run;
  const startedMs = clock.now().getTime();
  const shop = await openDemoShop({
    sandbox: await sandboxOptionsFrom(input),
    contract: !input.noContract,
    keep: input.keep ?? null,
    ...{ clock, env, signal },
    log: (line) => output.log(line),
  });
  try {
    output.note(`A shop, a marketplace and a carrier, all invented, at ${shop.sandbox.url}.`);
    const progress = cycleProgress(output);
    const { summary } = await runUntilSettled(shop.ops, { signal, ...progress.listeners }).finally(
      progress.done,
    );
    const seconds = (clock.now().getTime() - startedMs) / 1000;
    const labels = countLabels(shop.sandbox.canadaPost.books);
    await show(run, { shop, summary, labels, seconds });
    return summary.unfinished > 0 || labels.duplicates > 0 ? 1 : 0;
  } finally {
    await shop.close();
  }
}

interface Shown {
  shop: DemoShop;
  summary: RunSummary;
  labels: LabelCount;
  seconds: number;
}

const MOST_ORDERS = 200;

async function show({ output, input }: CommandRun<DemoFlags>, { shop, summary, labels, seconds }: Shown) {
  const result = {
    orders: summary.orders,
    shipped: summary.shipped,
    complete: summary.complete,
    ended: summary.ended,
    held: summary.held,
    needs_human: summary.needsHuman,
    labels_bought: labels.bought,
    labels_live: labels.live,
    duplicate_labels: labels.duplicates,
    api_calls: summary.apiCalls,
    seconds: Math.round(seconds * 10) / 10,
  };
  const now = shop.ops.clock.now();
  const { orders } = await listOrders(shop.ops.db, { at: now, sort: "oldest", limit: MOST_ORDERS });
  const unread = await listUnreadOrders(shop.ops.db, { limit: MOST_ORDERS });
  const causes = await groupFailures(shop.ops.db, { needs: "human" });
  const kept = input.keep === undefined ? null : shop.workspace;
  await output.result(result, (data: DemoResult, screen) =>
    renderDemo({ result: data, orders, unread, causes, now, kept }, screen),
  );
}
