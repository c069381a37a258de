import type { Config, ShippingSettings } from "../platform/config/config.ts";
import type { Timing } from "../platform/cron.ts";

/** What the forecast has to know of the settings. */
export interface LateSettings extends Pick<ShippingSettings, "collections" | "pushWhen" | "maxLabelsPerDay"> {
  collections: Timing;
  /** An order without any trouble is pressing this long before its last collection. */
  nearMs: number;
  /** By connection. */
  shops: ReadonlyMap<string, LateShop>;
}

export interface LateShop {
  /** The carrier account that its labels are bought with. */
  account: string;
  /** What the account's budget allows; null is no limit. */
  labelsPerMinute: number | null;
}

/** A label is a purchase and a file, both on the budget of group A. */
const CALLS_PER_LABEL = 2;

export const lateSettings = ({ shipping, engine, connections, carriers }: Config): LateSettings => ({
  collections: shipping.collections,
  pushWhen: shipping.pushWhen,
  maxLabelsPerDay: shipping.maxLabelsPerDay,
  nearMs: engine.deadlineNearMs,
  shops: new Map(
    connections.map(({ name, carrierAccount: account }) => {
      const throttle = carriers[account]?.throttle ?? null;
      return [name, { account, labelsPerMinute: throttle === null ? null : throttle.A / CALLS_PER_LABEL }];
    }),
  ),
});
