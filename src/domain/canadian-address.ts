import { foldText } from "./text-fit.ts";

const PROVINCES: Record<string, string[]> = {
  AB: ["Alberta", "Alta", "Alb"],
  BC: ["British Columbia", "Colombie-Britannique", "C.-B."],
  MB: ["Manitoba", "Man"],
  NB: ["New Brunswick", "Nouveau-Brunswick", "N.-B."],
  NL: [
    "Newfoundland and Labrador",
    "Newfoundland & Labrador",
    "Newfoundland",
    "Labrador",
    "Terre-Neuve-et-Labrador",
    "Terre-Neuve",
    "T.-N.-L.",
    "NF",
    "Nfld",
  ],
  NS: ["Nova Scotia", "Nouvelle-Écosse", "N.-É."],
  NT: ["Northwest Territories", "Territoires du Nord-Ouest", "T.N.-O.", "NWT"],
  NU: ["Nunavut", "Nvt"],
  ON: ["Ontario", "Ont"],
  PE: ["Prince Edward Island", "Île-du-Prince-Édouard", "Î.-P.-É.", "PEI"],
  QC: ["Quebec", "Québec", "Que", "P.Q.", "Province of Quebec", "Province de Québec"],
  SK: ["Saskatchewan", "Sask"],
  YT: ["Yukon", "Yukon Territory", "Territoire du Yukon", "Yn"],
};

const byName = new Map(
  Object.entries(PROVINCES).flatMap(([code, names]) =>
    [code, `CA-${code}`, ...names].map((name) => [foldText(name), code] as const),
  ),
);

/** `QC` for `qc`, `CA-QC`, `Quebec`, `QUÉBEC`, `P.Q.` and the like; null when it is no province of Canada. */
export const provinceCode = (text: string | null): string | null => byName.get(foldText(text ?? "")) ?? null;

/** `H2B1A0` for `h2b 1a0` or `H2B-1A0`; null when it is no Canadian postal code. */
export function canadianPostalCode(text: string | null): string | null {
  const code = (text ?? "")
    .normalize("NFKC")
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase();
  return /^[A-Z]\d[A-Z]\d[A-Z]\d$/.test(code) ? code : null;
}

const PROVINCE_OF_FIRST_LETTER: Record<string, string> = {
  A: "NL",
  B: "NS",
  C: "PE",
  E: "NB",
  G: "QC",
  H: "QC",
  J: "QC",
  K: "ON",
  L: "ON",
  M: "ON",
  N: "ON",
  P: "ON",
  R: "MB",
  S: "SK",
  T: "AB",
  V: "BC",
  Y: "YT",
};

/** The province that a normalised postal code lies in; null where more than one shares its first letter. */
export function provinceOfPostalCode(postalCode: string): string | null {
  if (/^X0[ABC]/.test(postalCode)) return "NU";
  if (/^X(0[EG]|1A)/.test(postalCode)) return "NT";
  return PROVINCE_OF_FIRST_LETTER[postalCode.charAt(0)] ?? null;
}
