import { Secret } from "../secret.ts";

/** Every secret of the settings or of a part of them. */
export function secretsOf(settings: object): Secret[] {
  const found: Secret[] = [];
  const visit = (value: unknown): void => {
    if (value instanceof Secret) found.push(value);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(visit);
  };
  visit(settings);
  return found;
}
