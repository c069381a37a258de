import { listApiCalls } from "../../../reports/api-calls.ts";
import type { CommandRun } from "../../command.ts";
import { readInstant } from "../../read-instant.ts";
import { renderApiCalls } from "./render-api-calls.ts";

interface ListInput {
  service: string | undefined;
  endpoint: string | undefined;
  about: string | undefined;
  failed: boolean;
  since: string | undefined;
  limit: number;
  after: string | undefined;
}

/** Calls to marketplaces and carriers, newest first. */
export async function listApiCallsCommand(run: CommandRun<ListInput>): Promise<number> {
  const { input, output, clock } = run;
  const { service, endpoint, about, failed, limit, after } = input;
  const now = clock.now();
  const since = readInstant(input.since, { name: "--since", now, direction: "back" });
  const { db } = await run.database();
  const filters = { service, endpoint, relatedId: about, failedOnly: failed, since };
  const page = await listApiCalls(db, { ...filters, limit, after });
  await output.result(page, (data, screen) => renderApiCalls(data, { screen, now }));
  return 0;
}
