export type Region = "CA" | "US" | "INT";

/** One row of the carrier's service table, as far as an imitation needs it. */
export interface Service {
  code: string;
  name: string;
  region: Region;
  maxGrams: number;
  maxLengthCm: number;
  maxLengthPlusGirthCm: number;
  /** Small Packet has no tracking number. */
  tracked: boolean;
  /** The destination's telephone number is asked for. */
  phoneRequired: boolean;
  maxCoverageCents: number;
  baseCents: number;
  centsPerKg: number;
  transitDays: number;
  options: readonly string[];
}

const DOMESTIC = ["SO", "COV", "COD", "DC", "PA18", "PA19", "HFP", "DNS", "LAD", "D2PO"];
const ABROAD = ["SO", "COV", "DC", "RASE", "ABAN"];
const PACKET = ["RTS", "RASE", "ABAN"];

type Row = readonly [code: string, name: string, baseCents: number, centsPerKg: number, transitDays: number];

const domestic = ([code, name, baseCents, centsPerKg, transitDays]: Row): Service => ({
  code,
  name,
  region: "CA",
  maxGrams: code === "DOM.LIB" ? 5_000 : 30_000,
  maxLengthCm: 200,
  maxLengthPlusGirthCm: 300,
  tracked: true,
  phoneRequired: false,
  maxCoverageCents: 500_000,
  baseCents,
  centsPerKg,
  transitDays,
  options: DOMESTIC,
});

const abroad = ([code, name, baseCents, centsPerKg, transitDays]: Row): Service => {
  const packet = /\.[ST]P\b/.test(code);
  const priority = code.includes(".PW.");
  return {
    code,
    name,
    region: code.startsWith("USA.") ? "US" : "INT",
    maxGrams: packet ? 2_000 : code.endsWith(".ENV") ? 500 : code.endsWith(".PAK") ? 1_500 : 30_000,
    maxLengthCm: packet ? 60 : 150,
    maxLengthPlusGirthCm: packet ? 180 : 300,
    tracked: !code.includes(".SP."),
    phoneRequired: priority || ["USA.EP", "USA.XP", "USA.TP", "INT.XP", "INT.TP"].includes(code),
    maxCoverageCents: packet ? 10_000 : 100_000,
    baseCents,
    centsPerKg,
    transitDays,
    options: packet ? [...PACKET, ...(code.includes(".TP") ? ["COV", "DC"] : [])] : ABROAD,
  };
};

const TABLE: readonly Service[] = [
  ...(
    [
      ["DOM.RP", "Regular Parcel", 1_105, 92, 5],
      ["DOM.EP", "Expedited Parcel", 1_192, 94, 3],
      ["DOM.XP", "Xpresspost", 1_618, 158, 2],
      ["DOM.XP.CERT", "Xpresspost Certified", 1_893, 158, 2],
      ["DOM.PC", "Priority", 2_386, 236, 1],
      ["DOM.LIB", "Library Materials", 152, 41, 7],
    ] as const
  ).map(domestic),
  ...(
    [
      ["USA.EP", "Expedited Parcel USA", 1_987, 351, 6],
      ["USA.XP", "Xpresspost USA", 2_643, 412, 3],
      ["USA.TP", "Tracked Packet - USA", 1_164, 690, 6],
      ["USA.TP.LVM", "Tracked Packet - USA (large volume)", 1_012, 655, 6],
      ["USA.SP.AIR", "Small Packet USA Air", 871, 702, 8],
      ["USA.PW.ENV", "Priority Worldwide envelope USA", 5_120, 0, 2],
      ["USA.PW.PAK", "Priority Worldwide pak USA", 6_045, 0, 2],
      ["USA.PW.PARCEL", "Priority Worldwide parcel USA", 7_310, 820, 2],
      ["INT.XP", "Xpresspost International", 5_290, 1_180, 5],
      ["INT.IP.AIR", "International Parcel Air", 4_635, 1_320, 8],
      ["INT.IP.SURF", "International Parcel Surface", 3_140, 610, 60],
      ["INT.TP", "Tracked Packet International", 1_695, 1_450, 9],
      ["INT.SP.AIR", "Small Packet International Air", 1_188, 1_390, 11],
      ["INT.SP.SURF", "Small Packet International Surface", 902, 560, 60],
      ["INT.PW.ENV", "Priority Worldwide envelope INT'L", 7_455, 0, 3],
      ["INT.PW.PAK", "Priority Worldwide pak INT'L", 9_180, 0, 3],
      ["INT.PW.PARCEL", "Priority Worldwide parcel INT'L", 11_980, 1_640, 3],
    ] as const
  ).map(abroad),
];

const byCode = new Map(TABLE.map((service) => [service.code, service]));

export const services: readonly Service[] = TABLE;
export const serviceOf = (code: string): Service | undefined => byCode.get(code);

export const regionOf = (country: string): Region =>
  country === "CA" ? "CA" : country === "US" ? "US" : "INT";
