/** Something that happens again and again, and that many wait for. */
export class Bell {
  #next = Promise.withResolvers<void>();

  ring(): void {
    const rung = this.#next;
    this.#next = Promise.withResolvers();
    rung.resolve();
  }

  /** The next ring. Taken before a look at the tables, it tells of what changed since. */
  next(): Promise<void> {
    return this.#next.promise;
  }
}
