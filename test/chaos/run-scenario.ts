import { ChaosShop } from "./chaos-shop.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Scenario } from "./scenario.ts";
import { settle } from "./settle.ts";

/** What came of a scenario with one kind of account. */
export interface Outcome extends Verdict {
  scenario: string;
  contract: boolean;
  kills: number;
  /** For each kill after which work was left, milliseconds until work went on. */
  recoveries: number[];
  /** For each claim that a dead process held, milliseconds from its last sign of life until others could have it. */
  takeOvers: number[];
  problems: string[];
  durationMs: number;
}

interface Run {
  scenario: Scenario;
  contract: boolean;
  seed: string;
  note(text: string): void;
}

const TAKE_OVERS = `
  select extract(epoch from completed_on - coalesce(heartbeat_on, started_on)) * 1000 as ms
  from pgboss.job where state = 'failed' and started_on is not null`;

/** Opens a shop, lets the scenario strike, waits until nothing more happens by itself, and judges. */
export async function runScenario({ scenario, contract, seed, note }: Run): Promise<Outcome> {
  const startedMs = Date.now();
  const { orders, database } = scenario;
  const shop = await ChaosShop.open({ contract, orders, database, seed, note });
  const { verdict, takeOvers } = await strike(shop, scenario).catch((error: Error) => {
    shop.problems.push(`the trial itself went wrong: ${error.stack}`);
    return NO_VERDICT;
  });
  const keep = shop.problems.length > 0;
  if (keep) shop.problems.push(`kept for you: ${shop.folder}`);
  await shop.close({ keep });
  return {
    ...verdict,
    takeOvers,
    scenario: scenario.name,
    contract,
    kills: shop.journal.kills.length,
    recoveries: shop.journal.recoveries,
    problems: shop.problems,
    durationMs: Date.now() - startedMs,
  };
}

const NO_VERDICT = {
  verdict: { orders: 0, duplicates: 0, lost: 0, withPerson: 0, causes: [] },
  takeOvers: [],
};

async function strike(
  shop: ChaosShop,
  scenario: Scenario,
): Promise<{ verdict: Verdict; takeOvers: number[] }> {
  await scenario.strike(shop);
  shop.note("settling");
  await settle(shop);
  const takeOvers = await shop.database.query<{ ms: string }>(TAKE_OVERS);
  return { verdict: await judge(shop), takeOvers: takeOvers.map(({ ms }) => Number(ms)) };
}
