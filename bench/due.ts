import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, type DatabaseConnection } from "../src/db/connect.ts";
import type { Database } from "../src/db/database.ts";
import { targetFromUrl } from "../src/db/database-target.ts";
import { openEmbeddedPostgres } from "../src/db/embedded/embedded-postgres.ts";
import { migrate } from "../src/db/migrate.ts";
import { dueAcceptances, nextAcceptance } from "../src/db/stores/due-acceptances.ts";
import { dueLabels, nextLabel } from "../src/db/stores/due-labels.ts";
import { duePushes, nextPush } from "../src/db/stores/due-pushes.ts";
import { dueReadings, nextReading } from "../src/db/stores/due-readings.ts";
import { dueTracking } from "../src/db/stores/due-tracking.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { BenchOptions } from "./bench-options.ts";
import { columns, verdict } from "./columns.ts";
import { CONNECTION, DUE_OF_EACH, DUE_ORDERS, fillOrders, NOW } from "./due/fill-orders.ts";
import { median } from "./median.ts";
import { REPOSITORY } from "./program.ts";

const FEW = 10_000;
const ROUNDS = 200;
const AIM = 2;
/** Of each kind, in a database of its own. */
const BACKLOG = 100_000;
const BACKLOG_ROUNDS = 20;
const BACKLOG_AIM_MS = 100;

/** How long it takes to find what is due among few orders and among many, on one server. */
export async function due({ mostOrders }: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ops-bench-"));
  const server = await openEmbeddedPostgres({
    dataDir: join(folder, "data"),
    cacheDir: join(REPOSITORY, ".cache/embedded-postgres"),
    clock: systemClock,
    throwAway: true,
  });
  const databases: DatabaseConnection[] = [];
  const backlog = Math.min(BACKLOG, mostOrders / 10);
  try {
    for (const [name, orders, waiting] of [
      ["few", FEW, DUE_OF_EACH],
      ["many", mostOrders, DUE_OF_EACH],
      ["backlog", mostOrders, backlog],
    ] as const)
      databases.push(await openFilled({ url: server.url, name, orders, backlog: waiting }));
    const [few, many, behind] = databases.map(({ db }) => db);
    if (!few || !many || !behind) throw new Error("A database is missing.");
    console.log(report(await measure([few, many], ROUNDS), mostOrders));
    console.log(backlogReport(await measure([behind], BACKLOG_ROUNDS), backlog));
  } finally {
    for (const database of databases) await database.close();
    await server.release();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Filled {
  /** Of any database on the server. */
  url: string;
  name: string;
  orders: number;
  backlog: number;
}

async function openFilled({ url, name, orders, backlog }: Filled): Promise<DatabaseConnection> {
  const options = { poolSize: 1, applicationName: "ops bench" };
  const admin = await connectDatabase(targetFromUrl(url), options);
  await admin.pool.query(`create database ${name}`);
  await admin.close();
  const own = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const database = await connectDatabase(targetFromUrl(own), options);
  await migrate(database);
  await fillOrders(database, { orders, backlog });
  return database;
}

type Question = (db: Database) => Promise<number>;

const asked = { connections: [CONNECTION], now: NOW, limit: 2000 };
const FRESHNESS_MS = 5 * 60_000;

const deciding = { onlyDecided: false };
const buying = { finishing: asked.connections, freshnessMs: FRESHNESS_MS };
const pushing = { pushWhen: "label" } as const;
const tracker = { connection: CONNECTION, carrier: "canada-post", environment: "production" };

/** Each question with how many orders its answer must name among few: a backlog gives as many as are asked for. */
const QUESTIONS: Record<string, [due: number, ask: Question]> = {
  "to accept": [DUE_OF_EACH, async (db) => (await dueAcceptances(db, { ...asked, ...deciding })).length],
  "to label": [DUE_OF_EACH, async (db) => (await dueLabels(db, { ...asked, ...buying })).length],
  "to push": [DUE_OF_EACH, async (db) => (await duePushes(db, { ...asked, ...pushing })).length],
  "to read back": [
    3 * DUE_OF_EACH,
    async (db) =>
      (await dueReadings(db, { ...asked, connection: CONNECTION, freshnessMs: FRESHNESS_MS })).length,
  ],
  "to track": [
    DUE_OF_EACH,
    async (db) => (await dueTracking(db, { trackers: [tracker], now: NOW, limit: asked.limit })).length,
  ],
  "next appointment": [0, nextAppointments],
};

/** How many workflows have one planned. */
async function nextAppointments(db: Database): Promise<number> {
  const next = { connections: asked.connections, from: NOW };
  const planned = await Promise.all([
    nextAcceptance(db, { ...next, ...deciding }),
    nextReading(db, { connection: CONNECTION, from: NOW, freshnessMs: FRESHNESS_MS }),
    nextLabel(db, { ...next, ...buying }),
    nextPush(db, { ...next, ...pushing }),
  ]);
  return planned.filter((at) => at !== null).length;
}

/** Median milliseconds of each question in each database; they take turns, so that all meet the same load. */
async function measure(databases: Database[], rounds: number): Promise<Map<string, number[]>> {
  const medians = new Map<string, number[]>();
  for (const [name, [due, ask]] of Object.entries(QUESTIONS)) {
    const taken = databases.map((): number[] => []);
    for (let round = -1; round < rounds; round++)
      for (const [index, db] of databases.entries()) {
        const startedAt = performance.now();
        const found = await ask(db);
        const ms = performance.now() - startedAt;
        if (found !== due && found !== asked.limit)
          throw new Error(`${found} orders are ${name}, neither ${due} nor ${asked.limit}.`);
        // The first round reads the pages from the disk.
        if (round >= 0) taken[index]?.push(ms);
      }
    medians.set(name, taken.map(median));
  }
  return medians;
}

function backlogReport(medians: Map<string, number[]>, backlog: number): string {
  const rows = [...medians].map(([name, [ms = Number.NaN]]) => [
    name,
    `${ms.toFixed(1)} ms`,
    verdict(ms <= BACKLOG_AIM_MS),
  ]);
  return [
    `due: a backlog of ${backlog.toLocaleString("en")} orders each to accept, label, push and track, ${asked.limit} asked for; medians of ${BACKLOG_ROUNDS} questions, aim: at most ${BACKLOG_AIM_MS} ms`,
    columns([["orders", "time", ""], ...rows]),
    "",
  ].join("\n");
}

function report(medians: Map<string, number[]>, mostOrders: number): string {
  const rows = [...medians].map(([name, [few = Number.NaN, many = Number.NaN]]) => {
    const ratio = many / few;
    return [
      name,
      `${few.toFixed(2)} ms`,
      `${many.toFixed(2)} ms`,
      `${ratio.toFixed(2)}x`,
      verdict(ratio <= AIM),
    ];
  });
  const counts = [FEW, mostOrders].map((orders) => orders.toLocaleString("en"));
  return [
    `due: medians of ${ROUNDS} questions, ${DUE_ORDERS} orders due, five steps of history each; aim: at most ${AIM}x`,
    columns([["orders", ...counts, "ratio", ""], ...rows]),
    "",
  ].join("\n");
}
