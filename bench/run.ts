/** Measures what the product promises about speed: all of it, or `startup`, `cycle`, `due` by name. */
import { parseArgs } from "node:util";
import { cycle } from "./cycle.ts";
import { due } from "./due.ts";
import { machineLines } from "./machine.ts";
import { PROGRAM } from "./program.ts";
import { startup } from "./startup.ts";

const BENCHMARKS = { startup, cycle, due };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    program: { type: "string", default: PROGRAM },
    orders: { type: "string", default: "1000" },
    concurrency: { type: "string" },
    "most-orders": { type: "string", default: "1000000" },
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
};
console.log(`${machineLines(program).join("\n")}\n`);
for (const [name, benchmark] of Object.entries(BENCHMARKS))
  if (positionals.length === 0 || positionals.includes(name)) await benchmark(options);
