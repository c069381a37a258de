import type { ChaosShop } from "./chaos-shop.ts";

/** What `ops failures list --json` shows of a failure. */
export interface ListedFailure {
  process: string;
  related_id: string;
  code: string;
  kind: string;
  needs: "retry" | "human";
  details: string;
}

const MOST = 1000;

/** Everything that a person is asked about, as a person would find it. */
export async function readInbox(shop: ChaosShop): Promise<ListedFailure[]> {
  const { failures } = JSON.parse(await shop.demand(["failures", "list", "--limit", String(MOST)])) as {
    failures: ListedFailure[];
  };
  return failures.filter(({ needs }) => needs === "human");
}
