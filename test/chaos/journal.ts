/** A SIGKILL, and how long nothing was done after it. */
export interface Kill {
  what: string;
  atMs: number;
  /** From the kill to the end of the next unit of work by whatever process, restart included. Null: there was none. */
  recoveryMs: number | null;
}

/** What happened to the processes of a shop, and when work went on. */
export class Journal {
  readonly kills: Kill[] = [];
  #lastUnitMs = 0;

  killed(what: string): void {
    this.kills.push({ what, atMs: Date.now(), recoveryMs: null });
  }

  /** A process wrote that it has done a unit. */
  unitDone(atMs: number): void {
    this.#lastUnitMs = Math.max(this.#lastUnitMs, atMs);
    for (const kill of this.kills)
      if (kill.recoveryMs === null && atMs > kill.atMs) kill.recoveryMs = atMs - kill.atMs;
  }

  /** When anything was last done. */
  get lastUnitMs(): number {
    return this.#lastUnitMs;
  }

  get recoveries(): number[] {
    return this.kills.flatMap(({ recoveryMs }) => recoveryMs ?? []);
  }
}
