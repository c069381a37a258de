/** Measures what the product promises about speed: all of it, or `startup`, `cycle`, `due` by name. */
import { parseArgs } from "node:util";
import { cycle } from "./cycle.ts";
import { due } from "./due.ts";
import { machineLines } from "./machine.ts";
import { PROGRAM } from "./program.ts";
import { startup } from "./startup.ts";

const BENCHMARKS = { startup, cycle, due };

const isBenchmark = (name: string): name is keyof typeof BENCHMARKS => name in BENCHMARKS;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    program: { type: "string", default: PROGRAM },
    orders: { type: "string", default: "1000" },
    concurrency: { type: "string" },
    "most-orders": { type: "string", default: "1000000" },
  },
});
const unknown = positionals.filter((name) => !isBenchmark(name));
if (unknown.length > 0)
  throw new Error(`There is no benchmark ${unknown.join(", ")}: ${Object.keys(BENCHMARKS).join(", ")}.`);

const { program, orders, concurrency } = values;
console.log(`${machineLines(program).join("\n")}\n`);
for (const name of positionals.length > 0
  ? positionals.filter(isBenchmark)
  : Object.keys(BENCHMARKS).filter(isBenchmark))
  await BENCHMARKS[name]({
    program,
    orders: Number(orders),
    concurrency: concurrency === undefined ? null : Number(concurrency),
    mostOrders: Number(values["most-orders"]),
  });
