import { resolve } from "node:path";
import { findErasureOf } from "../../../db/stores/customers.ts";
import { OpsError } from "../../../domain/errors.ts";
import { BOUGHT_ELSEWHERE, isLabelRemoved } from "../../../domain/shipment.ts";
import { sha256Hex } from "../../../platform/files.ts";
import { type LabelListing, listLabels } from "../../../reports/labels.ts";
import type { OpsContext } from "../../../workflows/context.ts";
import type { CommandRun } from "../../command.ts";
import { findOrder } from "../../find-order.ts";
import { findViewer } from "../../find-viewer.ts";
import type { Screen } from "../../output/screen.ts";

interface OpenedLabel {
  orderId: string;
  path: string;
  trackingNumber: string | null;
  sha256: string;
  /** Whether the file is the one that was bought. */
  intact: boolean;
  /** Whether a viewer was started. */
  opened: boolean;
}

/** Shows a label: in the system's viewer on a terminal, otherwise where its file is. */
export async function openLabel(run: CommandRun<{ order: string }>): Promise<number> {
  const { input, output, env } = run;
  const ops = await run.ops();
  const { orderId } = await findOrder(ops, input.order);
  const { trackingNumber, labelPath, labelSha256 } = await newestLabel(ops, orderId);
  const sha256 = sha256Hex(await ops.labels.read(labelPath));
  const intact = sha256 === labelSha256;
  const path = resolve(ops.config.workspace, labelPath);
  const viewer = intact && process.stdout.isTTY && !output.json ? findViewer(env) : null;
  if (viewer) Bun.spawn([viewer, path], { stdio: ["ignore", "ignore", "ignore"] }).unref();
  const opened: OpenedLabel = { orderId, path, trackingNumber, sha256, intact, opened: viewer !== null };
  await output.result(opened, render);
  return intact ? 0 : 1;
}

type StoredLabel = LabelListing & { labelPath: string };

const isStored = (label: LabelListing): label is StoredLabel => label.labelPath !== null;

/** The live one, or else the newest of those that ended. */
async function newestLabel({ db }: OpsContext, orderId: string): Promise<StoredLabel> {
  const { labels } = await listLabels(db, { orderId });
  const stored = labels.filter(isStored);
  const label = stored.find(({ endedAt }) => endedAt === null) ?? stored[0];
  if (label) return label;
  if (labels.some((label) => isLabelRemoved({ ...label, path: label.labelPath })))
    throw await removed(db, orderId);
  const elsewhere = labels.some(({ carrierAccount }) => carrierAccount === BOUGHT_ELSEWHERE);
  throw new OpsError(
    "not_found",
    elsewhere
      ? `The label of order ${orderId} was bought elsewhere: its file is not here.`
      : `Order ${orderId} has no label yet.`,
    { facts: { orderId }, hint: `\`ops orders show ${orderId}\` tells where it stands.` },
  );
}

async function removed(db: OpsContext["db"], orderId: string): Promise<OpsError> {
  const isErased = (await findErasureOf(db, orderId)) !== null;
  const why = isErased ? "its customer was erased" : "it was older than retention.label_files_days keeps it";
  return new OpsError("not_found", `The label file of order ${orderId} was removed: ${why}.`, {
    facts: { orderId },
    hint: `\`ops orders show ${orderId}\` has its number; to see the label again, look on the carrier's site.`,
  });
}

function render({ path, intact, opened, orderId }: OpenedLabel, { theme }: Screen): string {
  if (opened) return `${path}\n`;
  if (intact) return `${path}\n`;
  return [
    `${path}\n`,
    `${theme.bad("This is not the file that was bought")}: its SHA-256 differs. Do not print it.\n`,
    `${theme.accent("next:")} put it back from a backup, or print the label of ${orderId} on the carrier's site\n`,
  ].join("");
}
