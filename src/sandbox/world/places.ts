export interface Place {
  city: string;
  /** Two letters: a province, territory or US state. */
  region: string;
  regionName: string;
  /** Canada: the first half of the postal codes there. United States: a ZIP code. */
  postalArea: string;
  areaCode: string;
}

type Row = [city: string, region: string, regionName: string, postalArea: string, areaCode: string];

const place = ([city, region, regionName, postalArea, areaCode]: Row): Place => ({
  city,
  region,
  regionName,
  postalArea,
  areaCode,
});

export const englishPlaces = (
  [
    ["Toronto", "ON", "Ontario", "M5V", "416"],
    ["Ottawa", "ON", "Ontario", "K1P", "613"],
    ["Mississauga", "ON", "Ontario", "L5B", "905"],
    ["Hamilton", "ON", "Ontario", "L8P", "905"],
    ["London", "ON", "Ontario", "N6A", "519"],
    ["Sudbury", "ON", "Ontario", "P3E", "705"],
    ["Vancouver", "BC", "British Columbia", "V6B", "604"],
    ["Victoria", "BC", "British Columbia", "V8W", "250"],
    ["Calgary", "AB", "Alberta", "T2P", "403"],
    ["Edmonton", "AB", "Alberta", "T5J", "780"],
    ["Saskatoon", "SK", "Saskatchewan", "S7K", "306"],
    ["Winnipeg", "MB", "Manitoba", "R3C", "204"],
    ["Halifax", "NS", "Nova Scotia", "B3J", "902"],
    ["Fredericton", "NB", "New Brunswick", "E3B", "506"],
    ["Charlottetown", "PE", "Prince Edward Island", "C1A", "902"],
    ["St. John's", "NL", "Newfoundland and Labrador", "A1C", "709"],
    ["Whitehorse", "YT", "Yukon", "Y1A", "867"],
    ["Yellowknife", "NT", "Northwest Territories", "X1A", "867"],
    ["Iqaluit", "NU", "Nunavut", "X0A", "867"],
  ] satisfies Row[]
).map(place);

export const frenchPlaces = (
  [
    ["Montréal", "QC", "Québec", "H2X", "514"],
    ["Québec", "QC", "Québec", "G1R", "418"],
    ["Laval", "QC", "Québec", "H7N", "450"],
    ["Gatineau", "QC", "Québec", "J8X", "819"],
    ["Sherbrooke", "QC", "Québec", "J1H", "819"],
    ["Trois-Rivières", "QC", "Québec", "G9A", "819"],
    ["Saguenay", "QC", "Québec", "G7H", "418"],
    ["Saint-Jérôme", "QC", "Québec", "J7Z", "450"],
    ["Sainte-Anne-de-Bellevue", "QC", "Québec", "H9X", "514"],
    ["Moncton", "NB", "Nouveau-Brunswick", "E1C", "506"],
  ] satisfies Row[]
).map(place);

export const americanPlaces = (
  [
    ["New York", "NY", "New York", "10012", "212"],
    ["Buffalo", "NY", "New York", "14202", "716"],
    ["Boston", "MA", "Massachusetts", "02110", "617"],
    ["Burlington", "VT", "Vermont", "05401", "802"],
    ["Portland", "ME", "Maine", "04101", "207"],
    ["Detroit", "MI", "Michigan", "48226", "313"],
    ["Chicago", "IL", "Illinois", "60601", "312"],
    ["Minneapolis", "MN", "Minnesota", "55401", "612"],
    ["Seattle", "WA", "Washington", "98101", "206"],
    ["Los Angeles", "CA", "California", "90012", "213"],
  ] satisfies Row[]
).map(place);

export const englishStreets = [
  ...[
    "Main Street",
    "King Street West",
    "Queen Street East",
    "Bay Street",
    "Maple Avenue",
    "Oak Ridge Drive",
  ],
  ...[
    "Lakeshore Road",
    "Concession 5 Road",
    "Birchmount Crescent",
    "Sir Wilfrid Laurier Boulevard",
    "4th Avenue NW",
  ],
  ...[
    "O'Connor Street",
    "Wood Duck Lane",
    "Highway 7 East",
    "Cedar Hill Cross Road",
    "Pinecrest Court",
    "109 Street",
  ],
];

export const frenchStreets = [
  ...["rue Sainte-Catherine Est", "rue Saint-Denis", "boulevard René-Lévesque Ouest", "avenue du Mont-Royal"],
  ...["chemin de la Côte-des-Neiges", "rue de l'Église", "rang Saint-François", "rue Notre-Dame-des-Érables"],
  ...[
    "place d'Youville",
    "montée Masson",
    "1re Avenue",
    "rue Hélène-Boullé",
    "boulevard Gréber",
    "rue du Fleuve",
  ],
];
