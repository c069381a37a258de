import { OpsError } from "../domain/errors.ts";
import type { Config } from "../platform/config/config.ts";
import { nearestName } from "../platform/config/nearest-name.ts";

/** Refuses the name of a shop that the settings do not have. @throws `bad_argument` with the nearest */
export function knownConnection({ connections }: Pick<Config, "connections">, name: string): void {
  const known = connections.map((connection) => connection.name);
  if (known.includes(name)) return;
  const nearest = nearestName(name, known);
  throw new OpsError("bad_argument", `There is no shop ${name} in the settings.`, {
    facts: { known },
    hint: nearest ? `Did you mean ${nearest}?` : `Name one of ${known.join(", ")}.`,
  });
}
