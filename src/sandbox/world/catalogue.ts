import { stringify } from "csv-stringify/sync";

export interface Product {
  sku: string;
  title: string;
  priceCents: number;
  weightGrams: number;
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  hsCode: string;
  originCountry: string;
  originProvince: string;
  customsDescription: string;
  dangerousGoods: boolean;
}

type Row = [
  sku: string,
  title: string,
  priceCents: number,
  weightGrams: number,
  sizeMm: string,
  hsCode: string,
];

const CABLES = "Electrical cables with connectors";
const CHARGERS = "Power adapters for electronics";
const AUDIO = "Audio accessories";
const CASES = "Protective cases for electronics";
const MOUNTS = "Mounts and stands for electronics";
const COMPUTER = "Computer accessories";
const LIGHTS = "LED lamps";

/** Invented goods. Customs text, origin and whether they are dangerous hang on the group. */
const GROUPS: { customs: string; origin: [country: string, province: string]; rows: Row[] }[] = [
  {
    customs: CABLES,
    origin: ["CN", ""],
    rows: [
      ["CBL-USBC-1M", "NorthPine USB-C to USB-C Cable, 1 m", 1499, 45, "150x100x25", "8544.42.90"],
      ["CBL-USBC-2M", "NorthPine USB-C to USB-C Cable, 2 m", 1999, 70, "150x100x30", "8544.42.90"],
      ["CBL-USBC-3M-BR", "NorthPine Braided USB-C Cable, 3 m", 2499, 110, "160x110x35", "8544.42.90"],
      ["CBL-HDMI-2M", "NorthPine Ultra High Speed HDMI Cable, 2 m", 2999, 180, "200x140x40", "8544.42.90"],
      ["CBL-HDMI-5M", "NorthPine Ultra High Speed HDMI Cable, 5 m", 4999, 410, "230x180x50", "8544.42.90"],
      ["CBL-DP-2M", "NorthPine DisplayPort 1.4 Cable, 2 m", 2799, 165, "200x140x40", "8544.42.90"],
      ["CBL-CAT6A-10M", "NorthPine Cat 6A Patch Cable, 10 m", 3499, 380, "220x180x45", "8544.42.90"],
      ["CBL-AUX-1M", "NorthPine 3.5 mm Audio Cable, 1 m", 999, 35, "120x90x20", "8544.42.90"],
    ],
  },
  {
    customs: CHARGERS,
    origin: ["CN", ""],
    rows: [
      ["CHG-30W", "Voltaire 30 W USB-C Wall Charger", 2999, 95, "110x80x45", "8504.40.95"],
      ["CHG-65W", "Voltaire 65 W GaN Charger, 2 Ports", 5499, 160, "120x90x50", "8504.40.95"],
      ["CHG-100W", "Voltaire 100 W GaN Charger, 4 Ports", 8999, 260, "140x100x60", "8504.40.95"],
      ["CHG-CAR-45W", "Voltaire 45 W Car Charger", 2499, 60, "110x80x40", "8504.40.95"],
      ["CHG-QI-15W", "Voltaire 15 W Wireless Charging Pad", 3499, 180, "150x130x35", "8504.40.95"],
      ["CHG-QI-3IN1", "Voltaire 3-in-1 Wireless Charging Stand", 7999, 520, "210x160x80", "8504.40.95"],
      ["PWR-STRIP-6", "Voltaire 6-Outlet Surge Protector", 3999, 790, "360x120x60", "8536.30.00"],
    ],
  },
  {
    customs: AUDIO,
    origin: ["VN", ""],
    rows: [
      ["AUD-EARBUD-TIPS", "Lumen Silicone Ear Tips, 12 Pieces", 1299, 20, "100x70x20", "8518.90.90"],
      ["AUD-WIRED-IEM", "Lumen Wired Earphones with Microphone", 2999, 60, "130x90x30", "8518.30.00"],
      ["AUD-HEADSET", "Lumen USB Headset", 6999, 290, "220x190x90", "8518.30.00"],
      ["AUD-SPK-BAR", "Lumen USB Sound Bar", 5999, 980, "460x110x100", "8518.22.00"],
      ["AUD-MIC-USB", "Lumen USB Desk Microphone", 8999, 740, "250x170x110", "8518.10.00"],
    ],
  },
  {
    customs: CASES,
    origin: ["CA", "ON"],
    rows: [
      ["CSE-PHONE-CLR", "Tamarack Clear Phone Case", 2499, 40, "180x100x20", "3926.90.99"],
      ["CSE-PHONE-RUG", "Tamarack Rugged Phone Case", 3999, 75, "180x100x25", "3926.90.99"],
      ["CSE-TAB-11", "Tamarack Folio for 11-inch Tablets", 4999, 320, "270x200x30", "4202.12.90"],
      ["CSE-LAP-14", "Tamarack Sleeve for 14-inch Laptops", 4499, 280, "370x270x35", "4202.12.90"],
      ["CSE-CAM-M", "Tamarack Camera Pouch, Medium", 3499, 210, "220x160x110", "4202.92.90"],
      [
        "SCR-GLASS-2PK",
        "Tamarack Tempered Glass Screen Protector, 2 Pack",
        1999,
        90,
        "190x110x20",
        "7007.19.00",
      ],
    ],
  },
  {
    customs: MOUNTS,
    origin: ["CA", "QC"],
    rows: [
      ["MNT-VESA-ARM", "Boréal Single Monitor Arm", 12999, 3400, "480x300x130", "8302.50.00"],
      ["MNT-TV-55", "Boréal TV Wall Mount, 32 to 55 Inches", 6999, 2900, "460x260x70", "8302.50.00"],
      ["MNT-CAR-VENT", "Boréal Car Vent Phone Mount", 2499, 85, "120x100x60", "8302.30.00"],
      ["STD-LAPTOP", "Boréal Aluminium Laptop Stand", 5999, 1150, "290x260x60", "7616.99.90"],
      ["STD-TABLET", "Boréal Folding Tablet Stand", 3299, 330, "200x150x40", "7616.99.90"],
    ],
  },
  {
    customs: COMPUTER,
    origin: ["TW", ""],
    rows: [
      ["HUB-USBC-7", "Kestrel 7-in-1 USB-C Hub", 6499, 130, "170x110x35", "8471.80.00"],
      ["DOCK-USBC-12", "Kestrel 12-in-1 USB-C Dock", 15999, 480, "220x150x70", "8471.80.00"],
      ["MOU-WIRED", "Kestrel Wired Mouse", 2499, 140, "170x120x55", "8471.60.00"],
      ["KBD-WIRED-EN", "Kestrel Wired Keyboard, English", 4999, 720, "470x170x45", "8471.60.00"],
      ["KBD-WIRED-FR", "Kestrel clavier filaire, français canadien", 4999, 720, "470x170x45", "8471.60.00"],
      ["PAD-DESK-XL", "Kestrel Desk Mat, 900 x 400 mm", 3499, 640, "420x100x100", "4016.91.00"],
      ["SD-RDR-USBC", "Kestrel SD Card Reader, USB-C", 2999, 45, "120x90x25", "8471.70.00"],
    ],
  },
  {
    customs: LIGHTS,
    origin: ["CN", ""],
    rows: [["LED-DESK", "Aurora LED Desk Lamp", 5999, 1350, "420x180x120", "9405.21.00"]],
  },
];

const AIR_DUSTER: Product = {
  ...product(["CLN-AIR-400", "Kestrel Compressed Air Duster, 400 ml", 1799, 540, "250x80x80", "3405.90.00"]),
  customsDescription: "Compressed gas duster",
  dangerousGoods: true,
};

function product([sku, title, priceCents, weightGrams, sizeMm, hsCode]: Row): Product {
  const [lengthMm = 0, widthMm = 0, heightMm = 0] = sizeMm.split("x").map(Number);
  return {
    sku,
    title,
    priceCents,
    weightGrams,
    lengthMm,
    widthMm,
    heightMm,
    hsCode,
    originCountry: "CN",
    originProvince: "",
    customsDescription: "",
    dangerousGoods: false,
  };
}

/** Everything the invented shop sells; the one dangerous product comes last. */
export const catalogue: readonly Product[] = [
  ...GROUPS.flatMap(({ customs, origin: [originCountry, originProvince], rows }) =>
    rows.map((row) => ({ ...product(row), originCountry, originProvince, customsDescription: customs })),
  ),
  AIR_DUSTER,
];

/** The catalogue as a product file, one row a SKU. */
export function catalogueCsv(): string {
  const columns = [
    ...["sku", "title", "weight_grams", "length_mm", "width_mm", "height_mm", "hs_code"],
    ...["origin_country", "origin_province", "customs_description", "dangerous_goods"],
  ];
  const rows = catalogue.map((p) => [
    ...[p.sku, p.title, p.weightGrams, p.lengthMm, p.widthMm, p.heightMm, p.hsCode],
    ...[p.originCountry, p.originProvince, p.customsDescription, String(p.dangerousGoods)],
  ]);
  return stringify([columns, ...rows]);
}
