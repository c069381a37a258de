import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchOptions } from "./bench-options.ts";
import { columns, percent, seconds, verdict } from "./columns.ts";
import { idealOf, type Stage } from "./cycle/ideal.ts";
import { type Books, LATENCY_MS, startOutside } from "./cycle/outside-world.ts";
import { type CycleRun, runCycle } from "./cycle/run-cycle.ts";

const AIM = { share: 0.85, megabytes: 250 };
/** At concurrency 1 every order costs the same, so a few tell of all. */
const ORDERS_ONE_AT_A_TIME = 40;

/** Orders through the whole cycle by `ops run`, against the time that the outside world's calls must take. */
export async function cycle({ program, orders, concurrency }: BenchOptions): Promise<void> {
  const { mirakl, "canada-post": canadaPost } = LATENCY_MS;
  console.log(
    `cycle: ${orders} orders, contract account, ${mirakl} ms (Mirakl) and ${canadaPost} ms (Canada Post) a call`,
  );
  const many = await measure({ program, orders, concurrency });
  console.log(report(many));
  const few = await measure({ program, orders: ORDERS_ONE_AT_A_TIME, concurrency: 1 });
  const scaledMs = (timeOfOrders(few) * orders) / ORDERS_ONE_AT_A_TIME;
  console.log(
    `one at a time the orders' own calls take ${seconds(scaledMs)}, scaled from ${ORDERS_ONE_AT_A_TIME} orders; ` +
      `${many.run.concurrency} at once are ${(scaledMs / timeOfOrders(many)).toFixed(1)}x as fast\n`,
  );
}

interface Measured {
  run: CycleRun;
  stages: Stage[];
}

interface MeasureInput {
  program: string;
  orders: number;
  concurrency: number | null;
}

async function measure({ program, orders, concurrency }: MeasureInput): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "ops-bench-"));
  const outside = await startOutside({ program, orders });
  try {
    const run = await runCycle({ program, folder, outside, concurrency });
    checkBooks(await outside.books(), run.failed);
    return { run, stages: idealOf(await outside.calls(), run.concurrency) };
  } finally {
    await outside.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Addresses that no label takes are part of the invented world; everything else has to be shipped, with one label. */
function checkBooks({ orders, shipped, labels, labelled }: Books, failed: CycleRun["failed"]): void {
  const other = failed.filter(({ code }) => code !== "address_invalid");
  if (other.length === 0 && shipped + failed.length === orders && labels === shipped && labelled === shipped)
    return;
  const why = other.map(({ id, code }) => `${id} ${code}`).join(", ");
  throw new Error(
    `Of ${orders} orders ${shipped} are shipped; ${labels} labels for ${labelled} orders. ${why}`,
  );
}

const timeOf = (run: CycleRun, { workflows }: Stage): number =>
  sum(workflows.map((workflow) => run.workflows.get(workflow) ?? Number.NaN));

/** Without the pages that orders are listed and read back on, which do not grow with each order. */
const timeOfOrders = ({ run, stages }: Measured): number =>
  sum(stages.filter(({ atOnce }) => atOnce).map((stage) => timeOf(run, stage)));

function report({ run, stages }: Measured): string {
  const rows = stages.map((stage) => {
    const tookMs = timeOf(run, stage);
    const { workflows, calls, idealMs } = stage;
    return [
      workflows.join(", "),
      String(calls),
      seconds(idealMs),
      seconds(tookMs),
      percent(idealMs / tookMs),
    ];
  });
  const idealMs = sum(stages.map((stage) => stage.idealMs));
  const calls = sum(stages.map((stage) => stage.calls));
  const share = idealMs / run.wallMs;
  const megabytes = run.peakBytes / 1e6;
  return [
    columns([
      [`${run.concurrency} at once`, "calls", "ideal", "took", "share"],
      ...rows,
      ["ops run as a whole", String(calls), seconds(idealMs), seconds(run.wallMs), percent(share)],
    ]),
    `aim: at least ${percent(AIM.share)} of the ideal: ${verdict(share >= AIM.share)}`,
    `memory of ops run at its peak: ${megabytes.toFixed(0)} MB; aim: under ${AIM.megabytes} MB: ${verdict(megabytes < AIM.megabytes)}`,
    `processor time of ops run: ${seconds(run.cpuMs)}; orders left to a person: ${run.failed.length}`,
  ].join("\n");
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
