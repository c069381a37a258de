/** Measures what the product promises about speed: all of it, or the ones that are named. */
import { parseArgs } from "node:util";
import { cycle } from "./cycle.ts";
import { daemons } from "./daemons.ts";
import { due } from "./due.ts";
import { idle } from "./idle.ts";
import { limits } from "./limits.ts";
import { machineLines } from "./machine.ts";
import { PROGRAM } from "./program.ts";
import { recovery } from "./recovery.ts";
import { startup } from "./startup.ts";

const BENCHMARKS = { startup, cycle, due, daemons, limits, idle, recovery };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    program: { type: "string", default: PROGRAM },
    orders: { type: "string", default: "1000" },
    concurrency: { type: "string" },
    "most-orders": { type: "string", default: "1000000" },
    "daemon-orders": { type: "string", default: "2000" },
    "strict-orders": { type: "string", default: "500" },
    "idle-orders": { type: "string", default: "100000" },
    "idle-minutes": { type: "string", default: "5" },
  },
});
const unknown = positionals.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0)
  throw new Error(`There is no benchmark ${unknown.join(", ")}: ${Object.keys(BENCHMARKS).join(", ")}.`);

const { program, orders, concurrency } = values;
const options = {
  program,
  orders: Number(orders),
  concurrency: concurrency === undefined ? null : Number(concurrency),
  mostOrders: Number(values["most-orders"]),
  daemonOrders: Number(values["daemon-orders"]),
  strictOrders: Number(values["strict-orders"]),
  idleOrders: Number(values["idle-orders"]),
  idleMinutes: Number(values["idle-minutes"]),
};
console.log(`${machineLines(program).join("\n")}\n`);
for (const [name, benchmark] of Object.entries(BENCHMARKS))
  if (positionals.length === 0 || positionals.includes(name)) await benchmark(options);
