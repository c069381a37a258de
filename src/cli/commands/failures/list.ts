import { groupFailures, listFailures } from "../../../reports/failures-inbox.ts";
import type { CommandRun } from "../../command.ts";
import { type FilterInput, failureFilters } from "./failure-filters.ts";
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
  const [groups, page] = await Promise.all([
    groupFailures(db, filters),
    listFailures(db, { ...filters, limit, after }),
  ]);
  const isFiltered = Object.keys(filters).length > 0;
  const isPage = all || after !== undefined || input.order !== undefined;
  await output.result({ groups, ...page }, (data, screen) => {
    const inbox = { screen, now, isFiltered };
    return isPage ? renderFailureRows(data, inbox) : renderFailureGroups(data.groups, inbox);
  });
  return 0;
}
