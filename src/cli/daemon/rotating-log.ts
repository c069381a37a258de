import { closeSync, fstatSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";

export interface LogLimits {
  /** Size at which a new file begins. */
  maxBytes: number;
  /** Files that are kept, the one that is written included. */
  files: number;
}

/**
 * A log file that makes room for a new one when it is full: `daemon.log.1` is the one before, and so on. One that
 * somebody else has removed or moved away begins anew.
 */
export class RotatingLog {
  limits: LogLimits;
  readonly #path: string;
  #fd: number;
  #bytes: number;

  constructor(path: string, limits: LogLimits) {
    this.#path = path;
    this.limits = limits;
    this.#fd = openSync(path, "a", 0o644);
    this.#bytes = fstatSync(this.#fd).size;
  }

  /** Writes at once, so that nothing is lost when the process is killed. A full disk costs the line, not the daemon. */
  write(line: string): void {
    try {
      if (!this.#isInPlace()) this.#reopen();
      this.#bytes += writeSync(this.#fd, line);
      if (this.#bytes >= this.limits.maxBytes) this.#rotate();
    } catch {
      // There is nobody left to tell.
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #isInPlace(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === fstatSync(this.#fd).ino;
  }

  #reopen(): void {
    const before = this.#fd;
    this.#fd = openSync(this.#path, "a", 0o644);
    this.#bytes = fstatSync(this.#fd).size;
    closeSync(before);
  }

  #rotate(): void {
    const nameOf = (index: number) => (index === 0 ? this.#path : `${this.#path}.${index}`);
    const oldest = this.limits.files - 1;
    rmSync(nameOf(oldest), { force: true });
    for (let index = oldest; index > 0; index--) moveIfThere(nameOf(index - 1), nameOf(index));
    this.#reopen();
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT")) throw thrown;
  }
}
