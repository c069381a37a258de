import type { ComparedLabel } from "../../../workflows/compared-label.ts";
import { countText } from "../../output/count-text.ts";
import { paragraph } from "../../output/paragraph.ts";
import { renderOutcomes } from "../../output/render-outcomes.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, nameList, table } from "../../output/table.ts";
import { minuteText } from "../../output/time-text.ts";
import type { ShownReconciliation } from "./shown-reconciliation.ts";

/** What both have in a line each; what one side has alone as a table, with the next step. */
export function renderReconciliation(shown: ShownReconciliation, screen: Screen): string {
  return [
    nameList([...shown.orders.map(orderLine), labelLine(shown)], screen),
    lonelyOrders(shown, screen),
    lonelyLabels(shown, screen),
    shown.failed.length > 0
      ? `\n${renderOutcomes({ dryRun: false, done: [], failed: shown.failed }, screen)}`
      : "",
    "\n",
    paragraph(outcome(shown, screen), screen),
  ].join("");
}

function orderLine({
  connection,
  both,
  onlyTheirs,
  onlyOurs,
  unreadable,
}: ShownReconciliation["orders"][number]) {
  const found = onlyTheirs.length > 0 ? `, ${onlyTheirs.length} taken in that were missing here` : "";
  const lost = onlyOurs.length > 0 ? `, ${onlyOurs.length} only here` : "";
  const odd = unreadable > 0 ? `, ${unreadable} unreadable` : "";
  return [connection, `${countText(both, "open order")} on both sides${found}${lost}${odd}`] as const;
}

function labelLine({ labels, from, adopted }: ShownReconciliation) {
  const on = (side: ComparedLabel["side"]) => labels.filter((label) => label.side === side).length;
  const booked = adopted === null ? "" : ` (${adopted.length} booked just now)`;
  return [
    "labels",
    `since ${minuteText(from)} UTC: ${on("both")} on both sides${booked}, ${on("only_ours")} only here, ${on("only_theirs")} only at the carrier`,
  ] as const;
}

function lonelyOrders({ orders }: ShownReconciliation, screen: Screen): string {
  const rows = orders.flatMap(({ onlyOurs }) => onlyOurs.map(({ orderId, status }) => [orderId, status]));
  if (rows.length === 0) return "";
  const lines = table([{ title: "ORDER ONLY HERE" }, { title: "STATUS" }], rows, screen);
  return `\n${lines}${screen.theme.accent("next:")} look for them in the marketplace's back office; ops orders hold ORDER keeps work away\n`;
}

const SIDES = { both: "both", only_ours: "only here", only_theirs: "only theirs" } as const;

type Compared = ShownReconciliation["labels"][number];

const stepOf = ({ advice, orderId, endedAs }: Compared): string =>
  ({
    none: "",
    adopt: "ops reconcile --adopt",
    refund: "refund it in the carrier's portal",
    end: `ops labels ended ${orderId} --as ${endedAs}`,
    look_up: "look it up in the carrier's portal",
  })[advice];

function lonelyLabels({ labels }: ShownReconciliation, screen: Screen): string {
  const lonely = labels.filter(({ side }) => side !== "both");
  if (lonely.length === 0) return "";
  const columns: Column[] = [
    { title: "LABEL" },
    { title: "ORDER" },
    { title: "NUMBER" },
    { title: "PRICE", align: "right" },
    { title: "NEXT", paint: screen.theme.accent },
    { title: "WHY", flexible: true },
    { title: "REQUEST KEY", flexible: true, paint: screen.theme.dim },
  ];
  const rows = lonely.map((label) => [
    SIDES[label.side],
    label.orderId ?? "-",
    label.number ?? label.carrierShipmentId ?? "-",
    label.priceCents === null ? "-" : (label.priceCents / 100).toFixed(2),
    stepOf(label),
    label.why,
    label.requestKey ?? "-",
  ]);
  return `\n${table(columns, rows, screen)}`;
}

function outcome(shown: ShownReconciliation, { theme }: Screen): string {
  const { isSettled, pausedSinceBackup, resumed, labels } = shown;
  if (resumed) return `${theme.ok("Everything agrees.")} Effects go on: ops run`;
  const restored = pausedSinceBackup === null ? null : `the restore of ${minuteText(pausedSinceBackup)} UTC`;
  if (isSettled)
    return restored === null
      ? theme.ok("Everything agrees.")
      : `${theme.ok("Everything agrees.")} Effects are paused since ${restored}; to go on: ops reconcile --resume`;
  const undecided = `${theme.warn("To be decided first:")} what is listed above as on one side alone.`;
  const step = labels.some(({ advice }) => advice === "adopt")
    ? " ops reconcile --adopt books what is certainly ours."
    : "";
  if (restored === null) return undecided + step;
  return `${undecided}${step} Until then effects stay paused since ${restored}. If all of it is harmless: ops resume effects`;
}
