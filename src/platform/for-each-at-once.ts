/**
 * Does `work` for every item, at most `most` at the same time. The first error, of the work or of where the items come
 * from, stops the taking of new items and is thrown when those under way have ended.
 */
export async function forEachAtOnce<T>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const active = new Set<Promise<void>>();
  const errors: unknown[] = [];
  try {
    for await (const item of items) {
      const doing: Promise<void> = work(item)
        .catch((thrown) => void errors.push(thrown))
        .finally(() => active.delete(doing));
      active.add(doing);
      if (active.size >= most) await Promise.race(active);
      if (errors.length > 0) break;
    }
  } finally {
    await Promise.all(active);
  }
  if (errors.length > 0) throw errors[0];
}
