import { type LateOrder, readLateOrders } from "../../../reports/late-orders.ts";
import type { CommandRun } from "../../command.ts";
import { countText } from "../../output/count-text.ts";
import type { Screen } from "../../output/screen.ts";
import { type Column, table } from "../../output/table.ts";
import { relativeText } from "../../output/time-text.ts";

/** Orders that will miss their shipping deadline, while there is still time. */
export async function lateOrders({
  settings,
  database,
  clock,
  output,
}: CommandRun<unknown>): Promise<number> {
  const { config } = await settings();
  const { db } = await database();
  const at = clock.now();
  const { collections } = config.shipping;
  const orders = await readLateOrders(db, { at, collections, nearMs: config.engine.deadlineNearMs });
  await output.result({ orders }, (data, screen) => render(data.orders, { at, screen }));
  return 0;
}

function render(orders: LateOrder[], { at, screen }: { at: Date; screen: Screen }): string {
  if (orders.length === 0) return "No order is about to miss its deadline.\n";
  const columns: Column[] = [
    { title: "ORDER" },
    { title: "STATUS" },
    { title: "SHIP BY" },
    { title: "LAST COLLECTION", paint: (text) => (text.endsWith("ago") ? screen.theme.bad(text) : text) },
    { title: "WHY", flexible: true, paint: screen.theme.warn },
    { title: "NEXT", flexible: true, paint: screen.theme.accent },
  ];
  const rows = orders.flatMap(({ orderId, status, shippingDeadline, lastCollection, causes }) =>
    causes.map(({ what, next }, index) => [
      ...(index === 0
        ? [orderId, status, relativeText(shippingDeadline, at), relativeText(lastCollection, at)]
        : ["", "", "", ""]),
      what,
      next,
    ]),
  );
  return `${table(columns, rows, screen)}\n${countText(orders.length, "order")}.\n`;
}
