import type { LateForecast, LateOrder } from "../../../reports/late-orders.ts";
import { countText } from "../../output/count-text.ts";
import { oneLine } from "../../output/one-line.ts";
import { nameList } from "../../output/table.ts";
import { relativeText } from "../../output/time-text.ts";
import type { Page } from "./page.ts";

/** A block for each order that will be late, and how many are late already. */
export function renderLate({ orders, passed }: LateForecast, page: Page): string {
  return [
    orders.length === 0
      ? "No order is about to miss its deadline.\n"
      : `${orders.map((order) => orderText(order, page)).join("\n")}\n${countText(orders.length, "order")}.\n`,
    passedText(passed, page),
  ].join("");
}

const WIDTH = "  collection  ".length;

function orderText({ orderId, status, causes, ...order }: LateOrder, { screen, now }: Page): string {
  const { theme } = screen;
  const time = (at: Date) => (at < now ? theme.bad : (text: string) => text)(relativeText(at, now));
  return [
    `${theme.heading(orderId)}  ${status}\n`,
    nameList(
      [
        ["  ship by", time(order.shippingDeadline)],
        ["  collection", time(order.lastCollection)],
      ],
      screen,
    ),
    ...causes.map(({ what, next }) => [
      nameList([["  why".padEnd(WIDTH - 2), theme.warn(oneLine(what))]], screen),
      // Never wrapped: what is typed is copied as one line.
      `${theme.dim("  next".padEnd(WIDTH))}${theme.accent(next)}\n`,
    ]),
  ]
    .flat()
    .join("");
}

function passedText(passed: number, { screen }: Page): string {
  if (passed === 0) return "";
  const verb = passed === 1 ? "is past its deadline" : "are past their deadline";
  const list = "ops orders list --sort deadline --due-before 0h";
  return `${screen.theme.bad(`${countText(passed, "order")} ${verb}:`)} ${screen.theme.accent(list)}\n`;
}
