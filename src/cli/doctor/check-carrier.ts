import type { Carrier } from "../../carriers/carrier.ts";
import { checkClockSkew } from "./check-clock-skew.ts";
import { bad, type Finding, inArea, ok } from "./finding.ts";

/** Whether a carrier takes the account's credentials. */
export async function checkCarrier(carrier: Carrier): Promise<Finding[]> {
  const { detail, hint, clockSkewMs } = await carrier.probe();
  const account = hint === null ? ok("account", detail) : bad("account", { detail, next: hint });
  return inArea(`carrier ${carrier.account}`, [account, ...checkClockSkew(clockSkewMs)]);
}
