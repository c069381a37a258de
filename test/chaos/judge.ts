import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Hex } from "../../src/platform/files.ts";
import { type BookedOrder, isEnded, isShipped, readBooks } from "./books.ts";
import type { ChaosShop } from "./chaos-shop.ts";
import { type ListedFailure, readInbox } from "./inbox.ts";
import { untraced } from "./traces.ts";

/** How a scenario ended, by the outside world's own books. */
export interface Verdict {
  orders: number;
  duplicates: number;
  lost: number;
  withPerson: number;
  /** What persons are asked, such as `LabelOrphaned: label_orphaned`; once for each failure. */
  causes: string[];
}

interface JudgedOrder extends BookedOrder {
  /** What a person is asked about it. */
  asked: ListedFailure[];
}

/** Counts, and writes down everything that is not as it must be. */
export async function judge(shop: ChaosShop): Promise<Verdict> {
  const [books, inbox] = [await readBooks(shop), await readInbox(shop)];
  for (const { related_id, process, code, details } of inbox)
    shop.note(`asked of a person: ${related_id}, ${process}, ${code}: ${details}`);
  const orders = books.map((order) => ({
    ...order,
    asked: inbox.filter(({ related_id }) => related_id === order.id),
  }));
  for (const order of orders) {
    const found = complaints(shop, order);
    if (found.length > 0) shop.problems.push(`order ${order.id}: ${found.join("; ")}`);
  }
  for (const { kind, process, related_id, code, details } of inbox)
    if (kind === "config") shop.problems.push(`${process} of ${related_id} met ${code}: ${details}`);
  shop.problems.push(...(await untraced(shop)));
  for (const { process_name, related_id, details } of await shop.database.query(BUGS))
    shop.problems.push(`${process_name} of ${related_id} met a bug: ${details}`);
  await checkCommands(shop);
  return {
    orders: orders.length,
    duplicates: orders.reduce((sum, { labels }) => sum + Math.max(0, labels.length - 1), 0),
    lost: orders.filter(isLost).length,
    withPerson: orders.filter(({ asked }) => asked.length > 0).length,
    causes: inbox.map(({ process, code }) => `${process}: ${code}`),
  };
}

/** Neither shipped with our number, nor ended, nor with a person who can read why. */
function isLost(order: JudgedOrder): boolean {
  if (order.asked.some(({ details }) => details !== "") || isEnded(order)) return false;
  return !(isShipped(order) && isOurNumber(order));
}

const isOurNumber = ({ marketplace, labels }: BookedOrder): boolean =>
  labels.some(({ trackingPin }) => trackingPin === marketplace.tracking_number);

function complaints(shop: ChaosShop, order: JudgedOrder): string[] {
  const { labels, ours, marketplace, asked } = order;
  const unknown = labels.filter(({ shipmentId }) => !ours?.carrier_shipment_ids.includes(shipmentId));
  const isOrphaned = isEnded(order) && labels.length > 0;
  return [
    labels.length > 1 && `${labels.length} labels were bought`,
    isLost(order) && `lost: ${marketplace.state} outside, ${ours?.status ?? "unknown"} here`,
    isOrphaned &&
      !asked.some(({ process }) => process === "LabelOrphaned") &&
      "it has ended, its label lives, and nobody is asked to void it",
    unknown.length > 0 &&
      asked.length === 0 &&
      `label ${unknown[0]?.shipmentId} was bought and is not written down`,
    isShipped(order) &&
      asked.length === 0 &&
      !ours?.label_path &&
      "it has shipped, and its label is not stored",
    ours?.label_path &&
      !isStored(shop, ours.label_path, ours.label_sha256) &&
      `${ours.label_path} is not as it was stored`,
  ].filter((complaint) => typeof complaint === "string");
}

function isStored(shop: ChaosShop, path: string, sha256: string | null): boolean {
  const file = join(shop.folder, "first", path);
  return existsSync(file) && sha256Hex(readFileSync(file)) === sha256;
}

/** Whether they stand or something has gone well since. */
const BUGS = "select process_name, related_id, details from process_failures where code = 'bug'";

const COMMANDS = ["orders list", "db check", "daemon start", "daemon stop"];

/** After the hardest end of all each command works at once, and the database's own rules hold. */
async function checkCommands(shop: ChaosShop): Promise<void> {
  await shop.endProcesses();
  for (const command of COMMANDS) {
    const { status, stdout } = await shop.run([...command.split(" "), "--json"]);
    if (status !== 0) shop.problems.push(`ops ${command} ended with ${status}: ${stdout.slice(0, 500)}`);
  }
}
