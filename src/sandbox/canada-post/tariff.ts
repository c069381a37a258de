import { optionOf } from "./option-catalogue.ts";
import type { Service } from "./services.ts";

/** What one parcel costs, in cents of CAD. */
export interface Price {
  baseCents: number;
  options: { code: string; cents: number }[];
  fuelCents: number;
  preTaxCents: number;
  gstCents: number;
  pstCents: number;
  hstCents: number;
  dueCents: number;
}

interface Parcel {
  service: Service;
  weightKg: number;
  options: readonly { "option-code": string; "option-amount"?: number }[];
  /** Of a destination in Canada; anything else is free of tax. */
  province: string | null;
  /** Counter prices: what a customer without a contract pays. */
  counter: boolean;
}

export const FUEL_PERCENT = 15.75;
export const GST_PERCENT = 5;
export const QST_PERCENT = 9.975;
/** Harmonised tax by province, in percent; the others pay GST. */
export const HST_PERCENT: Record<string, number> = { ON: 13, NB: 15, NL: 15, NS: 14, PE: 15 };

const COUNTER_FACTOR = 1.22;
const COVERAGE_STEP_CENTS = 10_000;

const percentOf = (cents: number, percent: number) => Math.round((cents * percent) / 100);

/** An invented tariff with the real one's parts: base by weight, options, fuel, taxes by destination. */
export function priceOf({ service, weightKg, options, province, counter }: Parcel): Price {
  const commercial = service.baseCents + service.centsPerKg * weightKg;
  const baseCents = Math.round(counter ? commercial * COUNTER_FACTOR : commercial);
  const priced = options.map((option) => ({
    code: option["option-code"],
    cents: optionCents(option["option-code"], option["option-amount"] ?? 0),
  }));
  const fuelCents = percentOf(baseCents, FUEL_PERCENT);
  const preTaxCents = baseCents + fuelCents + priced.reduce((sum, { cents }) => sum + cents, 0);
  const hstCents = percentOf(preTaxCents, HST_PERCENT[province ?? ""] ?? 0);
  const gstCents = province && hstCents === 0 ? percentOf(preTaxCents, GST_PERCENT) : 0;
  const pstCents = province === "QC" ? percentOf(preTaxCents, QST_PERCENT) : 0;
  return {
    baseCents,
    options: priced,
    fuelCents,
    preTaxCents,
    gstCents,
    pstCents,
    hstCents,
    dueCents: preTaxCents + gstCents + pstCents + hstCents,
  };
}

/** Coverage costs by each hundred dollars over the first, which is included. */
function optionCents(code: string, amount: number): number {
  const price = optionOf(code)?.priceCents ?? 0;
  return code === "COV" ? price * Math.max(0, Math.ceil((amount * 100) / COVERAGE_STEP_CENTS) - 1) : price;
}

/** `1234` as `12.34`. */
export function dollars(cents: number): string {
  return (cents / 100).toFixed(2);
}
