import type { ChaosShop } from "./chaos-shop.ts";

export interface ActiveClaim {
  jobId: string;
  /** An order, for the workflows that do one at a time. */
  unitId: string;
}

const ACTIVE = `select id as "jobId", singleton_key as "unitId" from pgboss.job where state = 'active'`;

/** Units that somebody is working on, or was when it died. */
export const activeClaims = (shop: ChaosShop): Promise<ActiveClaim[]> =>
  shop.database.query<ActiveClaim & Record<string, string>>(ACTIVE);
