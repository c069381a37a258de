/** One row of the carrier's option table (Get Option). */
export interface CatalogueOption {
  code: string;
  name: string;
  class: "FEAT" | "NDLV" | "DELV";
  qualifierRequired: boolean;
  conflicts: readonly string[];
  prerequisites: readonly string[];
  priceCents: number;
}

const option = (
  code: string,
  name: string,
  rest: Partial<Omit<CatalogueOption, "code" | "name">> = {},
): CatalogueOption => ({
  code,
  name,
  class: "FEAT",
  qualifierRequired: false,
  conflicts: [],
  prerequisites: [],
  priceCents: 0,
  ...rest,
});

/** The non-delivery instructions: a parcel that leaves Canada carries exactly one. */
export const NON_DELIVERY = ["RASE", "RTS", "ABAN"];

export const catalogue: readonly CatalogueOption[] = [
  option("SO", "Signature option", { conflicts: ["LAD"], prerequisites: ["DC"], priceCents: 150 }),
  option("COV", "Coverage", { qualifierRequired: true, priceCents: 275 }),
  option("COD", "Collect on delivery", {
    qualifierRequired: true,
    conflicts: ["LAD", "D2PO"],
    priceCents: 725,
  }),
  option("DC", "Delivery confirmation"),
  option("PA18", "Proof of age required - 18", { conflicts: ["PA19", "LAD"], priceCents: 225 }),
  option("PA19", "Proof of age required - 19", { conflicts: ["PA18", "LAD"], priceCents: 225 }),
  option("HFP", "Card for pickup", { class: "DELV", conflicts: ["DNS", "LAD", "D2PO"] }),
  option("DNS", "Do not safe drop", { class: "DELV", conflicts: ["HFP", "LAD", "D2PO"] }),
  option("LAD", "Leave at door - do not card", { class: "DELV", conflicts: ["SO", "HFP", "DNS", "D2PO"] }),
  option("D2PO", "Deliver to post office", {
    class: "DELV",
    qualifierRequired: true,
    conflicts: ["HFP", "COD", "LAD", "DNS"],
  }),
  option("RASE", "Return at sender's expense", { class: "NDLV", conflicts: ["RTS", "ABAN"] }),
  option("RTS", "Return to sender", { class: "NDLV", conflicts: ["RASE", "ABAN"] }),
  option("ABAN", "Abandon", { class: "NDLV", conflicts: ["RASE", "RTS"] }),
];

const byCode = new Map(catalogue.map((row) => [row.code, row]));
export const optionOf = (code: string): CatalogueOption | undefined => byCode.get(code);
