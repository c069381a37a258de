/** Kills the program in every way there is, and counts from outside: `bun run chaos --minutes 10 --only fault-points,crowd --seed 7`. */
import { parseArgs } from "node:util";
import { machineLines } from "../../bench/machine.ts";
import { PROGRAM } from "../../bench/program.ts";
import { ensureProgram } from "./ensure-program.ts";
import { isWell, renderReport } from "./report.ts";
import { type Outcome, runScenario } from "./run-scenario.ts";
import { SCENARIOS } from "./scenarios.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "2" },
    only: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const { only, seed } = values;
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: must be a number above 0.`);
const names = SCENARIOS.map(({ name }) => name);
const wanted = only?.split(",") ?? names;
const strange = wanted.filter((name) => !names.includes(name));
if (strange.length > 0) throw new Error(`There is no scenario ${strange.join(", ")}: ${names.join(", ")}.`);
const chosen = SCENARIOS.filter(({ name }) => wanted.includes(name));

await ensureProgram();
const startedMs = Date.now();
const isOver = () => Date.now() - startedMs >= minutes * 60_000;
const note = (text: string) => {
  const [mark] = new Date(Date.now() - startedMs).toISOString().slice("1970-01-01T".length).split(".");
  console.error(`${mark} ${text}`);
};

/** Much of the time goes by in waiting for claims of the dead, so that several shops share the machine. */
const LANES = 4;

console.log(`${machineLines(PROGRAM).join("\n")}\nseed      ${seed}\n`);
for (const { name, obstacle } of chosen) {
  const why = obstacle?.() ?? null;
  if (why !== null) console.log(`cannot be run here  ${name}: ${why}\n`);
}
const outcomes: Outcome[] = [];
const trials = trialsInTurn();
await Promise.all(Array.from({ length: LANES }, workOff));
outcomes.sort((one, other) => placeOf(one) - placeOf(other));
const missing = chosen.filter(({ name }) => !outcomes.some(({ scenario }) => scenario === name));
if (missing.length > 0) console.log(`not tried  ${missing.map(({ name }) => name).join(", ")}\n`);
console.log(renderReport(outcomes));
process.exitCode = isWell(outcomes) ? 0 : 1;

async function workOff(): Promise<void> {
  for (const trial of trials) outcomes.push(await runScenario(trial));
}

/** Every scenario with a contract and without one, again and again until the time is over. */
function* trialsInTurn(): Generator<Parameters<typeof runScenario>[0]> {
  for (let round = 1; ; round++)
    for (const scenario of chosen.filter(({ obstacle }) => (obstacle?.() ?? null) === null))
      for (const contract of [true, false]) {
        if (isOver()) return;
        const account = contract ? "contract" : "no contract";
        yield {
          scenario,
          contract,
          seed: `${seed} ${scenario.name} ${account} ${round}`,
          note: (text) => note(`${scenario.name}, ${account}: ${text}`),
        };
      }
}

function placeOf({ scenario, contract }: Outcome): number {
  return SCENARIOS.findIndex(({ name }) => name === scenario) * 2 + (contract ? 0 : 1);
}
