import type { DoubtfulPurchase } from "../../../reports/purchases-in-doubt.ts";
import { countText } from "../../output/count-text.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";
import { relativeText } from "../../output/time-text.ts";

interface DoubtView {
  screen: Screen;
  now: Date;
  /** How often a request is sent under one key, by the carrier account. */
  mostRounds(carrierAccount: string): number;
}

/** Which label purchases are looked up, where, and when next; nothing where every one has a definite answer. */
export function renderDoubts(doubts: DoubtfulPurchase[], view: DoubtView): string {
  if (doubts.length === 0) return "";
  const { screen, now } = view;
  const { theme } = screen;
  const columns: Column[] = [
    { title: "ORDER" },
    { title: "ACCOUNT" },
    { title: "ROUND" },
    { title: "NEXT LOOK-UP", paint: (text) => (text === "you decide" ? theme.bad(text) : text) },
    { title: "SHIP BY", paint: (text) => (text.endsWith("ago") ? theme.bad(text) : text) },
    { title: "REFERENCE", flexible: true, paint: theme.dim },
  ];
  const rows = doubts.map(
    ({ orderId, carrierAccount, requestKey, nextLookUpAt, shippingDeadline, rounds }) => [
      orderId,
      carrierAccount,
      `${rounds} of ${Math.max(rounds, view.mostRounds(carrierAccount))}`,
      nextLookUpText(nextLookUpAt, now),
      shippingDeadline === null ? "-" : relativeText(shippingDeadline, now),
      requestKey,
    ],
  );
  return [
    `${theme.warn(`In doubt: ${countText(doubts.length, "label purchase")}`)}\n`,
    table(columns, rows, screen),
    `${theme.accent("next:")} ops orders show ORDER says what is looked for, and who decides\n\n`,
  ].join("");
}

function nextLookUpText(at: Date | null, now: Date): string {
  if (at === null) return "you decide";
  return at <= now ? "with the next run" : relativeText(at, now);
}
