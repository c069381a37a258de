import { OpsError } from "../../../domain/errors.ts";
import { listFailures } from "../../../reports/failures-inbox.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import { type FilterInput, failureFilters } from "./failure-filters.ts";

export interface ChoiceInput extends FilterInput {
  ids: string[];
}

const MOST_PER_PAGE = 1000;

/**
 * The failures that are named, or every open one that the filters let through.
 * @throws `bad_argument` when neither names any
 */
export async function chooseFailures(ctx: OpsContext, input: ChoiceInput): Promise<string[]> {
  const filters = await failureFilters(ctx, input);
  const isFiltered = Object.keys(filters).length > 0;
  if (input.ids.length > 0 && isFiltered)
    throw new OpsError("bad_argument", "Ids and filters each choose failures: use one of them.");
  if (input.ids.length === 0 && !isFiltered)
    throw new OpsError("bad_argument", "Which failures? Name their ids or a filter.", {
      hint: "`ops failures list --all` shows the ids; --code and --process choose many.",
    });
  if (input.ids.length > 0) return input.ids;
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page = await listFailures(ctx.db, { ...filters, limit: MOST_PER_PAGE, after });
    ids.push(...page.failures.map(({ failureId }) => String(failureId)));
    after = page.next;
  } while (after !== null);
  return ids;
}

/** @throws `bad_argument` for an order's id, which people try */
export function failureIdIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new OpsError("bad_argument", `${text} is no failure's id: those are numbers.`, {
    facts: { given: text },
    hint: `If it is an order: ops failures list --order ${text}`,
  });
}
