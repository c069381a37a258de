import { OpsError } from "../../domain/errors.ts";
import type { ConnectionSettings } from "../../platform/config/config.ts";
import type { RegisteredCarrier } from "./reference.ts";

/** The marketplace's code of one of our carriers. @throws `carrier_code_unknown` when the settings name none. */
export function carrierCodeFor({ name, carrierCodes }: ConnectionSettings, carrier: string): string {
  const code = carrierCodes[carrier];
  if (code !== undefined) return code;
  throw new OpsError("carrier_code_unknown", `${name} has no carrier code for ${carrier}.`, {
    facts: { connection: name, carrier },
  });
}

/** @throws `carrier_code_unknown` for codes of the settings that the marketplace's own list (SH21) does not have. */
export function checkCarrierCodes(
  { name, carrierCodes }: ConnectionSettings,
  registered: RegisteredCarrier[],
): void {
  const known = registered.map(({ code }) => code);
  const unknown = Object.entries(carrierCodes).filter(([, code]) => !known.includes(code));
  if (unknown.length === 0) return;
  const told = unknown.map(([carrier, code]) => `${code} for ${carrier}`).join(", ");
  throw new OpsError(
    "carrier_code_unknown",
    `${name} does not know the carrier code ${told}; it has ${known.join(", ")}.`,
    {
      facts: { connection: name, unknown: Object.fromEntries(unknown), known },
    },
  );
}
