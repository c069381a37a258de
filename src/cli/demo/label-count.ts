/** What the carrier's books say of one purchase. */
interface BookedLabel {
  customerRef1: string | null;
  state: string;
}

export interface LabelCount {
  bought: number;
  live: number;
  /** Live labels beyond the first of an order. */
  duplicates: number;
}

/** Counts labels from the outside: not what we believe, but what the carrier has sold. */
export function countLabels(books: readonly BookedLabel[]): LabelCount {
  const live = books.filter((label) => label.state === "live");
  const orders = new Set(live.map((label) => label.customerRef1));
  return { bought: books.length, live: live.length, duplicates: live.length - orders.size };
}
