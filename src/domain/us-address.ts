import { foldText } from "./text-fit.ts";

const STATES: Record<string, string> = {
  AL: "Alabama",
  AK: "Alaska",
  AZ: "Arizona",
  AR: "Arkansas",
  CA: "California",
  CO: "Colorado",
  CT: "Connecticut",
  DE: "Delaware",
  DC: "District of Columbia",
  FL: "Florida",
  GA: "Georgia",
  HI: "Hawaii",
  ID: "Idaho",
  IL: "Illinois",
  IN: "Indiana",
  IA: "Iowa",
  KS: "Kansas",
  KY: "Kentucky",
  LA: "Louisiana",
  ME: "Maine",
  MD: "Maryland",
  MA: "Massachusetts",
  MI: "Michigan",
  MN: "Minnesota",
  MS: "Mississippi",
  MO: "Missouri",
  MT: "Montana",
  NE: "Nebraska",
  NV: "Nevada",
  NH: "New Hampshire",
  NJ: "New Jersey",
  NM: "New Mexico",
  NY: "New York",
  NC: "North Carolina",
  ND: "North Dakota",
  OH: "Ohio",
  OK: "Oklahoma",
  OR: "Oregon",
  PA: "Pennsylvania",
  RI: "Rhode Island",
  SC: "South Carolina",
  SD: "South Dakota",
  TN: "Tennessee",
  TX: "Texas",
  UT: "Utah",
  VT: "Vermont",
  VA: "Virginia",
  WA: "Washington",
  WV: "West Virginia",
  WI: "Wisconsin",
  WY: "Wyoming",
  AS: "American Samoa",
  GU: "Guam",
  MP: "Northern Mariana Islands",
  PR: "Puerto Rico",
  VI: "Virgin Islands",
  AA: "Armed Forces Americas",
  AE: "Armed Forces Europe",
  AP: "Armed Forces Pacific",
};

const byName = new Map(
  Object.entries(STATES).flatMap(([code, name]) =>
    [code, `US-${code}`, name].map((spelling) => [foldText(spelling), code] as const),
  ),
);

/** `NY` for `ny`, `US-NY` or `New York`; null when it is no state, territory or military post of the USA. */
export const usStateCode = (text: string | null): string | null => byName.get(foldText(text ?? "")) ?? null;

/**
 * A ZIP as the carriers want it, `10012` or `10012-1234`, and the state written before it if one was: `NY 10012`.
 * Null when it is no ZIP; a leading zero that a spreadsheet took away is not guessed back.
 */
export function usZipCode(text: string | null): { zip: string; state: string | null } | null {
  const typed = (text ?? "").normalize("NFKC").trim().toUpperCase();
  const match = /^(?:([A-Z]{2})[\s,.-]*)?(\d{5})(?:[\s-]*(\d{4}))?$/.exec(typed);
  if (!match) return null;
  const state = match[1] === undefined ? null : usStateCode(match[1]);
  if (match[1] !== undefined && state === null) return null;
  return { zip: match[3] ? `${match[2]}-${match[3]}` : `${match[2]}`, state };
}

/** States by the first three digits of their ZIPs, inclusive; prefixes that two states share are left out. */
const ZIP_PREFIXES: [first: number, last: number, state: string][] = [
  [5, 5, "NY"],
  [6, 7, "PR"],
  [8, 8, "VI"],
  [9, 9, "PR"],
  [10, 27, "MA"],
  [28, 29, "RI"],
  [30, 38, "NH"],
  [39, 49, "ME"],
  [50, 54, "VT"],
  [56, 59, "VT"],
  [60, 62, "CT"],
  [64, 69, "CT"],
  [70, 89, "NJ"],
  [90, 98, "AE"],
  [100, 149, "NY"],
  [150, 196, "PA"],
  [197, 199, "DE"],
  [200, 200, "DC"],
  [201, 201, "VA"],
  [202, 205, "DC"],
  [206, 212, "MD"],
  [214, 219, "MD"],
  [220, 246, "VA"],
  [247, 268, "WV"],
  [270, 289, "NC"],
  [290, 299, "SC"],
  [300, 319, "GA"],
  [320, 339, "FL"],
  [340, 340, "AA"],
  [341, 349, "FL"],
  [350, 352, "AL"],
  [354, 369, "AL"],
  [370, 385, "TN"],
  [386, 397, "MS"],
  [398, 399, "GA"],
  [400, 421, "KY"],
  [423, 427, "KY"],
  [430, 459, "OH"],
  [460, 479, "IN"],
  [480, 499, "MI"],
  [500, 528, "IA"],
  [530, 549, "WI"],
  [550, 567, "MN"],
  [569, 569, "DC"],
  [570, 576, "SD"],
  [580, 588, "ND"],
  [590, 599, "MT"],
  [600, 629, "IL"],
  [630, 658, "MO"],
  [660, 679, "KS"],
  [680, 693, "NE"],
  [700, 714, "LA"],
  [716, 729, "AR"],
  [730, 731, "OK"],
  [733, 733, "TX"],
  [734, 738, "OK"],
  [740, 749, "OK"],
  [750, 799, "TX"],
  [800, 816, "CO"],
  [820, 820, "WY"],
  [822, 831, "WY"],
  [832, 833, "ID"],
  [835, 838, "ID"],
  [840, 847, "UT"],
  [850, 864, "AZ"],
  [870, 884, "NM"],
  [885, 885, "TX"],
  [889, 898, "NV"],
  [900, 961, "CA"],
  [962, 966, "AP"],
  [968, 968, "HI"],
  [970, 978, "OR"],
  [980, 994, "WA"],
  [995, 999, "AK"],
];

/** The state that a normalised ZIP lies in; null where its first three digits do not tell. */
export function stateOfZipCode(zip: string): string | null {
  const prefix = Number(zip.slice(0, 3));
  return ZIP_PREFIXES.find(([first, last]) => prefix >= first && prefix <= last)?.[2] ?? null;
}
