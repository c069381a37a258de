/** What each province adds to a price, in percent. Codes are ours to choose: no public source names Best Buy Canada's. */
const RATES: Record<string, [code: string, percent: number][]> = {
  ON: [["HST", 13]],
  NB: [["HST", 15]],
  NL: [["HST", 15]],
  PE: [["HST", 15]],
  NS: [["HST", 14]],
  QC: [
    ["GST", 5],
    ["QST", 9.975],
  ],
  BC: [
    ["GST", 5],
    ["PST", 7],
  ],
  MB: [
    ["GST", 5],
    ["PST", 7],
  ],
  SK: [
    ["GST", 5],
    ["PST", 6],
  ],
};

export type Tax = {
  amount: number;
  code: string;
  rate: number;
  tax_calculation_rule: "PROPORTIONAL_TO_AMOUNT";
};

/** The taxes on an amount shipped to a region; none outside Canada. */
export function taxesOn(
  amountCents: number,
  { country, region }: { country: string; region: string },
): Tax[] {
  if (country !== "CA" || amountCents === 0) return [];
  return (RATES[region] ?? [["GST", 5]]).map(([code, rate]) => ({
    amount: Math.round((amountCents * rate) / 100) / 100,
    code,
    rate,
    tax_calculation_rule: "PROPORTIONAL_TO_AMOUNT" as const,
  }));
}

export const taxCodes = [
  { code: "GST", label: "Goods and Services Tax", tax_calculation_rule: "PROPORTIONAL_TO_AMOUNT" },
  { code: "HST", label: "Harmonized Sales Tax", tax_calculation_rule: "PROPORTIONAL_TO_AMOUNT" },
  { code: "PST", label: "Provincial Sales Tax", tax_calculation_rule: "PROPORTIONAL_TO_AMOUNT" },
  { code: "QST", label: "Quebec Sales Tax", tax_calculation_rule: "PROPORTIONAL_TO_AMOUNT" },
];
