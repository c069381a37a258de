import { toOpsError } from "../../domain/errors.ts";
import { checkCarrierCodes } from "../../marketplaces/mirakl/carrier-codes.ts";
import type { Connection } from "../../workflows/context.ts";
import { checkClockSkew } from "./check-clock-skew.ts";
import { bad, type Check, type Finding, failed, inArea, ok, warn } from "./finding.ts";

/** Whether a shop's marketplace answers, takes the key and knows the carrier codes. */
export async function checkShop({ settings, client }: Connection): Promise<Finding[]> {
  const answers = await attempt("marketplace", async () => {
    const { clockSkewMs } = await client.version();
    const answer = ok("marketplace", `${settings.baseUrl} answers (${settings.environment})`);
    return [answer, ...checkClockSkew(clockSkewMs)];
  });
  if (answers.some(({ check, level }) => check === "marketplace" && level === "bad"))
    return inArea(settings.name, answers);
  const key = await attempt("key", async () => [await checkAccount(client)]);
  const codes = await attempt("carrier codes", async () => {
    checkCarrierCodes(settings, await client.listCarriers());
    const used = Object.entries(settings.carrierCodes).map(([carrier, code]) => `${carrier} is ${code}`);
    return [ok("carrier codes", used.join(", "))];
  });
  return inArea(settings.name, [...answers, ...key, ...codes]);
}

async function checkAccount(client: Connection["client"]): Promise<Check> {
  const { shopName, shopState, shopId } = await client.account();
  if (shopState === "OPEN") return ok("key", `opens shop ${shopName} (${shopId})`);
  return warn("key", {
    detail: `shop ${shopName} (${shopId}) is ${shopState} at the marketplace`,
    next: "Open it in the marketplace's back office; orders that are there still run.",
  });
}

const UNREACHED = "Check the network and the shop's base_url; otherwise the marketplace is down.";

async function attempt(check: string, work: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await work();
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "bug") throw error;
    if (error.kind !== "unavailable") return [failed(check, error)];
    return [bad(check, { detail: error.message, next: UNREACHED })];
  }
}
