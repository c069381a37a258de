import type { TrackingStatus } from "../../../domain/tracking-status.ts";

/** What an event identifier says of where the parcel is; a null status says nothing of it. */
export interface EventMeaning {
  status: TrackingStatus | null;
  subStatus: "available_for_pickup" | null;
}

const UNKNOWN: EventMeaning = { status: "unknown", subStatus: null };

/** Inclusive ranges. The carrier publishes no such table: these are the identifiers that connectors agree on. */
const MEANINGS: [first: number, last: number, meaning: EventMeaning][] = [
  ...meant({ status: "delivered", subStatus: null }, [
    [1408, 1409],
    [1421, 1434],
    [1441, 1442],
    [1496, 1499],
  ]),
  ...meant({ status: "out_for_delivery", subStatus: null }, [
    [174, 174],
    [500, 500],
  ]),
  ...meant({ status: "in_transit", subStatus: null }, [
    [100, 107],
    [1400, 1405],
  ]),
  ...meant({ status: "in_transit", subStatus: "available_for_pickup" }, [
    [118, 118],
    [156, 156],
    [1407, 1407],
    [1410, 1410],
    [1435, 1438],
    [1479, 1479],
    [1488, 1488],
    [1701, 1701],
    [2410, 2410],
  ]),
  // A signature image was stored.
  ...meant({ status: null, subStatus: null }, [[20, 20]]),
];

/** Identifiers that the table does not have stay unknown: they are never taken for good news. */
export function meaningOfEvent(identifier: string): EventMeaning {
  if (!/^\d+$/.test(identifier)) return UNKNOWN;
  const number = Number(identifier);
  return MEANINGS.find(([first, last]) => number >= first && number <= last)?.[2] ?? UNKNOWN;
}

function meant(meaning: EventMeaning, ranges: [number, number][]): [number, number, EventMeaning][] {
  return ranges.map(([first, last]) => [first, last, meaning]);
}
