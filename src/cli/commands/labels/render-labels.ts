import { BOUGHT_ELSEWHERE, isLabelRemoved } from "../../../domain/shipment.ts";
import type { LabelListing, LabelTotal } from "../../../reports/labels.ts";
import { countText } from "../../output/count-text.ts";
import { nextPage } from "../../output/next-page.ts";
import { paragraph } from "../../output/paragraph.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";
import { relativeText } from "../../output/time-text.ts";

interface LabelList {
  labels: LabelListing[];
  totals: LabelTotal[];
  next: string | null;
}

const IN_WORDS = / /;

const amount = (cents: number): string => (cents / 100).toFixed(2);

/** Narrower screens would cut every path. */
const WIDE = 100;

/** Where the file is, or why there is none. */
function fileText(label: LabelListing, { width }: Screen): string {
  if (label.labelPath !== null) return width === null || width >= WIDE ? label.labelPath : "stored";
  if (isLabelRemoved({ ...label, path: null })) return "removed";
  if (label.carrierAccount === BOUGHT_ELSEWHERE) return "bought elsewhere";
  return label.carrierShipmentId === null ? "at the carrier" : "still to come";
}

/** A line for each label, then what each account was charged. */
export function renderLabels(
  { labels, totals, next }: LabelList,
  { screen, now }: { screen: Screen; now: Date },
): string {
  const { theme } = screen;
  if (labels.length === 0)
    return `There are no such labels.\n${theme.accent("next:")} ops create-labels --dry-run\n`;
  const columns: Column[] = [
    { title: "ORDER" },
    { title: "NUMBER" },
    { title: "CARRIER" },
    { title: "PRICE", align: "right" },
    { title: "BOUGHT", align: "right" },
    { title: "FILE", flexible: true, paint: (text) => (IN_WORDS.test(text) ? theme.warn(text) : text) },
  ];
  const rows = labels.map((label) => [
    label.orderId,
    label.trackingNumber ?? "-",
    label.carrier,
    label.priceCents === null ? "-" : amount(label.priceCents),
    label.boughtAt === null ? "-" : relativeText(label.boughtAt, now),
    label.endedAs ?? fileText(label, screen),
  ]);
  const sums = totals.map((total) => paragraph(totalText(total), screen));
  return `${table(columns, rows, screen)}\n${sums.join("")}${nextPage(next, screen)}`;
}

/** `canada-post, development: 15 labels for 162.40 (2 without a price), 1 voided or refunded` */
function totalText({ carrierAccount, environment, labels, ended, priced, priceCents }: LabelTotal): string {
  const account = environment === "production" ? carrierAccount : `${carrierAccount}, ${environment}`;
  const unpriced = priced < labels ? ` (${labels - priced} without a price)` : "";
  const price = priced === 0 ? ", none with a price" : ` for ${amount(priceCents)}${unpriced}`;
  const over = ended > 0 ? `, ${ended} of them voided or refunded` : "";
  return `${account}: ${countText(labels, "label")}${price}${over}`;
}
