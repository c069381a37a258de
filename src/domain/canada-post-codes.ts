/** Where a parcel goes, as Canada Post prices it. */
export type Region = "domestic" | "usa" | "international";

/** Services that can be chosen: those with a tracking number, which a marketplace is told. */
export const SERVICE_CODES = {
  domestic: ["DOM.RP", "DOM.EP", "DOM.EP.EPLUS", "DOM.XP", "DOM.XP.CERT", "DOM.PC", "DOM.LIB"],
  usa: ["USA.EP", "USA.XP", "USA.TP", "USA.TP.LVM", "USA.PW.ENV", "USA.PW.PAK", "USA.PW.PARCEL"],
  international: [
    "INT.XP",
    "INT.IP.AIR",
    "INT.IP.SURF",
    "INT.TP",
    "INT.PW.ENV",
    "INT.PW.PAK",
    "INT.PW.PARCEL",
  ],
} as const satisfies Record<Region, readonly string[]>;

export type ServiceCode = (typeof SERVICE_CODES)[Region][number];

export const ALL_SERVICE_CODES = [
  ...SERVICE_CODES.domestic,
  ...SERVICE_CODES.usa,
  ...SERVICE_CODES.international,
] as const;

/** Small packets: they carry no tracking number. */
export const hasNoTracking = (serviceCode: string): boolean => /\.SP\./.test(serviceCode);

/** Options that need nothing but their code and can go on every parcel. */
export const OPTION_CODES = ["SO", "DC", "PA18", "PA19", "PA21", "HFP", "DNS", "LAD"] as const;

export type OptionCode = (typeof OPTION_CODES)[number];

/** Pairs that the carrier takes only one of. */
export const EXCLUSIVE_OPTIONS: readonly (readonly [OptionCode, OptionCode])[] = [
  ["SO", "LAD"],
  ["PA18", "PA19"],
  ["PA18", "LAD"],
  ["PA19", "LAD"],
  ["HFP", "DNS"],
  ["HFP", "LAD"],
  ["DNS", "LAD"],
];
