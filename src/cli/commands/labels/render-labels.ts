import { countText } from "../../output/count-text.ts";
import { nextPage } from "../../output/next-page.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";
import { relativeText } from "../../output/time-text.ts";
import type { LabelList } from "./list.ts";

const amount = (cents: number): string => (cents / 100).toFixed(2);

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
    { title: "FILE", flexible: true, paint: (text) => (text.includes("/") ? text : theme.warn(text)) },
  ];
  const rows = labels.map((label) => [
    label.orderId,
    label.trackingNumber ?? "-",
    label.carrier,
    label.priceCents === null ? "-" : amount(label.priceCents),
    label.boughtAt === null ? "-" : relativeText(label.boughtAt, now),
    label.endedAs ??
      label.labelPath ??
      (label.carrierAccount === "elsewhere" ? "bought elsewhere" : "still to come"),
  ]);
  const sums = totals.map(({ carrierAccount, environment, labels: count, ended, priced, priceCents }) => {
    const kind = environment === "production" ? "" : `, ${environment}`;
    const unpriced = priced < count ? ` (${count - priced} without a price)` : "";
    const over = ended > 0 ? `, ${ended} of them voided or refunded` : "";
    return `${carrierAccount}${kind}: ${countText(count, "label")} for ${amount(priceCents)}${unpriced}${over}\n`;
  });
  return `${table(columns, rows, screen)}\n${sums.join("")}${nextPage(next, screen)}`;
}
