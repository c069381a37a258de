import type { Executor } from "../../../db/database.ts";
import type { Config } from "../../../platform/config/config.ts";
import { type FailureFilters, groupFailures, listFailures } from "../../../reports/failures-inbox.ts";
import { type DoubtfulPurchase, listPurchasesInDoubt } from "../../../reports/purchases-in-doubt.ts";
import { createLabels } from "../../../workflows/create-labels.ts";
import type { CommandRun } from "../../command.ts";
import { type FilterInput, failureFilters } from "./failure-filters.ts";
import { renderDoubts } from "./render-doubts.ts";
import { renderFailureGroups, renderFailureRows } from "./render-failures.ts";

interface ListInput extends FilterInput {
  all: boolean;
  limit: number;
  after: string | undefined;
}

/** The failure inbox, by cause or one by one. Programs get both. */
export async function listFailuresCommand(run: CommandRun<ListInput>): Promise<number> {
  const { input, output, clock } = run;
  const now = clock.now();
  const [{ config }, { db }] = [await run.settings(), await run.database()];
  const { limit, after, all } = input;
  const filters = await failureFilters({ config, db, clock }, input);
  const [groups, page, inDoubt] = await Promise.all([
    groupFailures(db, filters),
    listFailures(db, { ...filters, limit, after }),
    doubtsLike(db, filters),
  ]);
  const isFiltered = Object.keys(filters).length > 0;
  const isPage = all || after !== undefined || input.order !== undefined;
  await output.result({ groups, ...page, inDoubt }, (data, screen) => {
    const inbox = { screen, now, isFiltered };
    const doubts = after === undefined ? data.inDoubt : [];
    return [
      renderDoubts(doubts, { screen, now, mostRounds: (account) => mostRounds(config, account) }),
      isPage ? renderFailureRows(data, inbox) : renderFailureGroups(data.groups, inbox),
    ].join("");
  });
  return 0;
}

/** A purchase in doubt is no failure yet: it has no code, and waits for a person only when its look-ups are used up. */
async function doubtsLike(
  db: Executor,
  { process, code, needs, connection, relatedId }: FailureFilters,
): Promise<DoubtfulPurchase[]> {
  const isMeant = code === undefined && needs === undefined;
  if (!isMeant || (process !== undefined && process !== createLabels.processName)) return [];
  return listPurchasesInDoubt(db, {
    ...(connection !== undefined && { connection }),
    ...(relatedId !== undefined && { orderId: relatedId }),
  });
}

/** Without a contract nothing guards against duplicates, and the request is sent once. */
const mostRounds = ({ carriers, inDoubt }: Config, account: string): number =>
  carriers[account]?.contractId ? inDoubt.rounds : 1;
