import type { BenchOptions } from "./bench-options.ts";
import { columns, seconds, verdict } from "./columns.ts";
import { type Fleet, openFleet } from "./daemons/fleet.ts";
import { settleOrders, untilIt } from "./daemons/settle-orders.ts";

const ORDERS = 300;
const AIM_MS = { goesOn: 5_000, takenOver: 90_000 };
/** Claims of the living are shorter: no call of the sandbox takes longer. */
const CALL_MS = 3_000;

/** How long it takes after a daemon was killed with SIGKILL until its work goes on. */
export async function recovery({ program }: BenchOptions): Promise<void> {
  console.log(`recovery: ${ORDERS} orders, SIGKILL in the middle`);
  const rows = [["", "next unit done", "last claim taken over", "all shipped", "bought twice"]];
  for (const [name, survivors] of [
    ["alone, started again", 0],
    ["with a second daemon", 1],
  ] as const) {
    const { goesOnMs, takenOverMs, allMs } = await measure(program, survivors);
    const cells = [
      `${seconds(goesOnMs)} ${verdict(goesOnMs < AIM_MS.goesOn)}`,
      `${seconds(takenOverMs)} ${verdict(takenOverMs < AIM_MS.takenOver)}`,
    ];
    rows.push([name, ...cells, seconds(allMs), "0"]);
  }
  console.log(
    `${columns(rows)}\naims: goes on within ${seconds(AIM_MS.goesOn)}, a dead worker's unit is taken over within ${seconds(AIM_MS.takenOver)}\n`,
  );
}

interface Recovered {
  goesOnMs: number;
  takenOverMs: number;
  allMs: number;
}

async function measure(program: string, survivors: number): Promise<Recovered> {
  const fleet = await openFleet({ program, orders: ORDERS, unlimited: true });
  try {
    const victim = await fleet.start();
    for (let count = 0; count < survivors; count++) await fleet.start();
    await untilIt(async () => (await countHistory(fleet)) > ORDERS * 3);
    victim.kill("SIGKILL");
    await victim.ended;
    const killedAt = performance.now();
    const since = () => performance.now() - killedAt;
    if (survivors === 0) await fleet.start();
    const before = await countHistory(fleet);
    await untilIt(async () => (await countHistory(fleet)) > before);
    const goesOnMs = since();
    await untilIt(async () => since() > CALL_MS);
    const orphans = await claimsOlderThan(fleet, CALL_MS);
    await untilIt(async () => !(await areClaimed(fleet, orphans)));
    const takenOverMs = since();
    await settleOrders(fleet, ORDERS);
    return { goesOnMs, takenOverMs, allMs: since() };
  } finally {
    await fleet.stop();
  }
}

async function countHistory({ database }: Fleet): Promise<number> {
  const { rows } = await database.pool.query<{ steps: number }>(
    "select count(*)::int as steps from order_status_history",
  );
  return rows[0]?.steps ?? 0;
}

/** Claims that stand since before a moment: those that nobody renews any more, or soon will not. */
async function claimsOlderThan({ database }: Fleet, ms: number): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    "select id from pgboss.job where state = 'active' and started_on < now() - $1 * interval '1 ms'",
    [ms],
  );
  return rows.map(({ id }) => id);
}

async function areClaimed({ database }: Fleet, jobIds: string[]): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    "select 1 from pgboss.job where state = 'active' and id = any($1::uuid[])",
    [jobIds],
  );
  return (rowCount ?? 0) > 0;
}
