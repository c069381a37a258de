/**
 * Gives what `source` gives, and asks it for the next item while the last one is worked on. What it throws is thrown
 * when its turn comes.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]();
  const ask = () => {
    const answer = items.next();
    // Whoever takes its turn hears of it; without this a failure before that would end the process.
    answer.catch(() => {});
    return answer;
  };
  try {
    for (let next = ask(); ; ) {
      const { value, done } = await next;
      if (done) return;
      next = ask();
      yield value;
    }
  } finally {
    await items.return?.();
  }
}
