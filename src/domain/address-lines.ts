import { wrapWords } from "./text-fit.ts";

interface AddressTexts {
  /** Clean and not empty, most important first. */
  street: string[];
  /** What else the label must say: floor, attention of, the rest of a long name. */
  extra: string[];
  limit: number;
}

export interface AddressLines {
  line1: string;
  line2: string | null;
  /** Printed above line 1. */
  info: string | null;
}

/**
 * Lays an address out on two street lines and one line of additional information, breaking between words only and
 * losing none; null when it does not fit. Texts keep lines of their own where there is room, and share them where not.
 */
export function layOutAddress({ street, extra, limit }: AddressTexts): AddressLines | null {
  const apart = (texts: string[]) => texts.map((text) => wrapWords(text, limit));
  const joined = (texts: string[]) => [wrapWords(texts.join(" "), limit)];
  const layouts = [
    { street: apart(street), extra: apart(extra) },
    { street: apart(street), extra: joined(extra) },
    { street: joined(street), extra: apart(extra) },
    { street: joined(street), extra: joined(extra) },
    { street: joined([...street, ...extra]), extra: [] },
  ];
  for (const layout of layouts) {
    const lines = place(flat(layout.street), flat(layout.extra));
    if (lines) return lines;
  }
  return null;
}

const flat = (groups: (string[] | null)[]): string[] | null =>
  groups.includes(null) ? null : groups.flatMap((lines) => lines ?? []);

function place(street: string[] | null, extra: string[] | null): AddressLines | null {
  if (!street?.[0] || !extra || street.length + extra.length > 3) return null;
  return {
    line1: street[0],
    line2: street[1] ?? extra[1] ?? null,
    info: extra[0] ?? street[2] ?? null,
  };
}
