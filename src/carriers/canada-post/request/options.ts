import type { Region } from "../../../domain/canada-post-codes.ts";
import { OpsError } from "../../../domain/errors.ts";
import type { ShipmentOrder } from "../../../domain/shipment.ts";
import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import type { ServiceLimits } from "../services.ts";
import { toCadCents } from "./customs.ts";

export interface ShipmentOption {
  code: string;
  /** CAD; null for options without an amount. */
  amountCents: number | null;
}

/** How a parcel is handed over at a Canadian door: abroad there is nobody to heed it. */
const DOMESTIC_ONLY: ReadonlySet<string> = new Set(["DNS", "LAD", "HFP", "DC"]);

interface OptionsInput {
  order: ShipmentOrder;
  settings: CanadaPostSettings;
  region: Region;
  limits: ServiceLimits;
}

/** What is asked for besides carrying the parcel. @throws `customs_incomplete`. */
export function optionsOf({ order, settings, region, limits }: OptionsInput): ShipmentOption[] {
  const codes: string[] = settings.options.filter(
    (code) => region === "domestic" || !DOMESTIC_ONLY.has(code),
  );
  if (region !== "domestic" && limits.returnOption !== null) {
    codes.push(settings.nonDelivery === "ABAN" ? "ABAN" : limits.returnOption);
  }
  const options = [...new Set(codes)].map((code): ShipmentOption => ({ code, amountCents: null }));
  const coverage = coverageCents({ order, settings, limits });
  return coverage === null ? options : [...options, { code: "COV", amountCents: coverage }];
}

/** The parcel's value where the settings want it covered, or the most that the service covers. */
function coverageCents(input: Omit<OptionsInput, "region">): number | null {
  const { order, settings, limits } = input;
  if (settings.coverageFromCents === null || limits.maxCoverageCents === null) return null;
  const worth = order.parcel.items.reduce((sum, item) => sum + item.unitValueCents * item.quantity, 0);
  const cents = toCadCents({ cents: worth, currency: order.currency, duties: settings.customs });
  if (cents === null) {
    throw new OpsError(
      "customs_incomplete",
      `The parcel is worth ${(worth / 100).toFixed(2)} ${order.currency}, and the settings hold no rate to CAD for its coverage.`,
      { facts: { field: "value", value: worth, currency: order.currency } },
    );
  }
  if (cents <= 0 || cents < settings.coverageFromCents) return null;
  return Math.min(cents, limits.maxCoverageCents);
}
