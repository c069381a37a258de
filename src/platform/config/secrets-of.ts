import { Secret } from "../secret.ts";
import type { Config } from "./config.ts";

/** Every secret of the settings, for whoever masks them. */
export function secretsOf(config: Config): Secret[] {
  const found: Secret[] = [];
  const visit = (value: unknown): void => {
    if (value instanceof Secret) found.push(value);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(visit);
  };
  visit(config);
  return found;
}
