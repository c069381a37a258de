import { hostname, userInfo } from "node:os";
import type { Environment } from "../platform/config/environment.ts";

/** What the runtime answers where the environment names no user, as under cron. */
const NOBODY = "unknown";

/** Who is recorded as having done what this process does: `OPS_ACTOR`, or user and machine: `ada@shipping-desk`. */
export function actorName({ OPS_ACTOR }: Environment): string {
  const { username, uid } = userInfo();
  const numbered = uid === 0 ? "root" : `uid${uid}`;
  return OPS_ACTOR || `${username === NOBODY ? numbered : username}@${hostname()}`;
}
