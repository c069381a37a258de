import { listLabels, totalLabels } from "../../../reports/labels.ts";
import type { CommandRun } from "../../command.ts";
import { findOrder } from "../../find-order.ts";
import { knownConnection } from "../../known-connection.ts";
import { readInstant } from "../../read-instant.ts";
import { renderLabels } from "./render-labels.ts";

interface ListInput {
  order: string | undefined;
  connection: string | undefined;
  ended: boolean;
  since: string | undefined;
  limit: number;
  after: string | undefined;
}

/** Labels that were bought or adopted, newest first, and what they cost. */
export async function listLabelsCommand(run: CommandRun<ListInput>): Promise<number> {
  const { input, output, clock } = run;
  const now = clock.now();
  const boughtSince = readInstant(input.since, { name: "--since", now, direction: "back" });
  const { config } = await run.settings();
  const { connection, limit, after } = input;
  if (connection !== undefined) knownConnection(config, connection);
  const { db } = await run.database();
  const orderId =
    input.order === undefined ? undefined : (await findOrder({ db, clock }, input.order)).orderId;
  const filters = { orderId, connection, boughtSince, live: input.ended ? false : undefined };
  const [{ labels, next }, totals] = await Promise.all([
    listLabels(db, { ...filters, limit, after }),
    totalLabels(db, filters),
  ]);
  await output.result({ labels, totals, next }, (data, screen) => renderLabels(data, { screen, now }));
  return 0;
}
