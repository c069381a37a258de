import type { Carrier } from "../../carriers/carrier.ts";
import { checkClockSkew } from "./check-clock-skew.ts";
import { bad, type Finding, inArea, ok } from "./finding.ts";

/** Whether a carrier takes the account's credentials. */
export async function checkCarrier(carrier: Carrier): Promise<Finding[]> {
  const { ok: accepted, detail, clockSkewMs } = await carrier.probe();
  const next = `Check the network, and carriers.${carrier.account} in the settings: ops config show`;
  const account = accepted ? ok("account", detail) : bad("account", { detail, next });
  return inArea(`carrier ${carrier.account}`, [account, ...checkClockSkew(clockSkewMs)]);
}
