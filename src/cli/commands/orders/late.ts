import { readLateOrders } from "../../../reports/late-orders.ts";
import { lateSettings } from "../../../reports/late-settings.ts";
import type { CommandRun } from "../../command.ts";
import { renderLate } from "./render-late.ts";

/** Orders that will miss their shipping deadline, while there is still time. */
export async function lateOrders({
  settings,
  database,
  clock,
  output,
}: CommandRun<unknown>): Promise<number> {
  const { config } = await settings();
  const { db } = await database();
  const now = clock.now();
  const forecast = await readLateOrders(db, { at: now, settings: lateSettings(config) });
  await output.result(forecast, (data, screen) => renderLate(data, { screen, now }));
  return 0;
}
