import type { ChaosShop } from "./chaos-shop.ts";
import type { DatabaseKind } from "./shop-database.ts";

/** One way in which things go wrong. */
export interface Scenario {
  /** As `--only` has it. */
  name: string;
  /** What is done, for the report. */
  what: string;
  orders: number;
  database: DatabaseKind;
  /** Why it cannot be run on this machine; null when it can. */
  obstacle?(): string | null;
  /** Does the damage. What is expected of the shop afterwards is the same for all. */
  strike(shop: ChaosShop): Promise<void>;
}
