import { ERROR_CODES, type ErrorCode } from "../../../domain/error-codes.ts";
import { OpsError } from "../../../domain/errors.ts";
import { nearestName } from "../../../platform/config/nearest-name.ts";
import type { FailureFilters } from "../../../reports/failures-inbox.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import { WORKFLOWS } from "../../../workflows/run-cycle.ts";
import { findOrder } from "../../find-order.ts";
import { knownConnection } from "../../known-connection.ts";

export interface FilterInput {
  process: string | undefined;
  code: string | undefined;
  connection: string | undefined;
  order: string | undefined;
  needs?: "retry" | "human" | undefined;
}

type FilterContext = Pick<OpsContext, "config" | "db" | "clock">;

/** The failures that a command's options mean. @throws `bad_argument`, `not_found` for what does not exist */
export async function failureFilters(ctx: FilterContext, input: FilterInput): Promise<FailureFilters> {
  const { process, code, connection, order, needs } = input;
  if (connection !== undefined) knownConnection(ctx.config, connection);
  return {
    ...(process !== undefined && { process: knownProcess(process) }),
    ...(code !== undefined && { code: knownCode(code) }),
    ...(connection !== undefined && { connection }),
    ...(order !== undefined && { relatedId: (await findOrder(ctx, order)).orderId }),
    ...(needs !== undefined && { needs }),
  };
}

/** What failures are filed under: by the workflows, and for labels that no order needs any more. */
const PROCESSES: readonly string[] = [
  ...new Set(WORKFLOWS.map(({ processName }) => processName)),
  "LabelOrphaned",
];

function knownProcess(text: string): string {
  const found = PROCESSES.find((process) => process.toLowerCase() === text.toLowerCase());
  if (found) return found;
  throw unknown("--process", { text, known: PROCESSES });
}

const isCode = (text: string): text is ErrorCode => text in ERROR_CODES;

function knownCode(text: string): ErrorCode {
  if (isCode(text)) return text;
  throw unknown("--code", { text, known: Object.keys(ERROR_CODES) });
}

function unknown(name: string, { text, known }: { text: string; known: readonly string[] }): OpsError {
  const nearest = nearestName(text, known);
  return new OpsError("bad_argument", `${name} ${text}: there is no such word.`, {
    hint: nearest ? `Did you mean ${nearest}?` : "`ops failures list --all` shows the words in use.",
  });
}
