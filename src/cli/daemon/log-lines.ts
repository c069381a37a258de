import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { OpsError } from "../../domain/errors.ts";
import { rest } from "../../engine/rest.ts";
import type { Clock } from "../../platform/clock.ts";
import { storageError } from "../../platform/files.ts";

interface Reading {
  /** How many from the end. */
  lines: number;
  /** Goes on with what is written from then on, until the signal aborts. */
  follow: boolean;
  clock: Clock;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 250;
const BYTES_AT_ONCE = 64 * 1024;
const NEWLINE = 10;

/**
 * The end of a log, in pieces of whole lines, led by the end of the one before when it has just begun. Whoever follows waits for one that is not there yet, and goes on in the
 * new one when it is full.
 * @throws `not_found`
 */
export async function* logLines(path: string, reading: Reading): AsyncGenerator<string> {
  const { lines, follow, signal } = reading;
  const opened = await openWhenThere(path, reading);
  if (opened === null) return;
  let file = opened;
  try {
    const { start, missing } = await startOfLast(file, lines);
    if (missing > 0 && existsSync(before(path)))
      yield* logLines(before(path), { ...reading, lines: missing, follow: false });
    let at = start;
    for (;;) {
      // Asked before it is read to its end: what was put aside by then gets no more lines.
      const isOver = follow && (await wasReplaced(file, path));
      if ((await file.stat()).size < at) at = 0;
      for await (const { text, end } of textFrom(file, { from: at, toTheByte: !follow })) {
        yield text;
        at = end;
      }
      if (!follow || signal.aborted) return;
      const newer = isOver ? await openIfThere(path) : null;
      if (newer) {
        await file.close();
        file = newer;
        at = 0;
      } else await pause(reading);
    }
  } finally {
    await file.close();
  }
}

const pause = ({ clock, signal }: Reading) => rest({ clock, ms: LOOK_EVERY_MS, signal });

/** Null when whoever waited for it has left. */
async function openWhenThere(path: string, reading: Reading): Promise<FileHandle | null> {
  while (!reading.signal.aborted) {
    const file = await openIfThere(path);
    if (file) return file;
    if (!reading.follow) throw noLog(path);
    await pause(reading);
  }
  return null;
}

const noLog = (path: string): OpsError =>
  new OpsError("not_found", `There is no ${path}: no daemon was started in the background here.`, {
    hint: "`ops daemon start` starts one. Under systemd the log is in the journal: journalctl --user -u NAME",
  });

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path);
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw storageError(thrown, path);
  }
}

/** A full log was put aside; in the middle of that no file has the name. */
async function wasReplaced(file: FileHandle, path: string): Promise<boolean> {
  await using named = await openIfThere(path);
  return named !== null && (await named.stat()).ino !== (await file.stat()).ino;
}

/** What a full log is called when the next one begins. */
const before = (path: string): string => `${path}.1`;

/** Where the last so many lines begin, and how many more there should be. */
async function startOfLast(file: FileHandle, lines: number): Promise<{ start: number; missing: number }> {
  const { size } = await file.stat();
  if (lines === 0 || size === 0) return { start: size, missing: lines };
  let missing = lines;
  for (let end = size; end > 0; end -= BYTES_AT_ONCE) {
    const start = Math.max(0, end - BYTES_AT_ONCE);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    for (let index = bytesRead - 1; index >= 0; index--) {
      // The last line's own end is no beginning.
      const isEnd = start + index === size - 1;
      if (buffer[index] === NEWLINE && !isEnd && --missing === 0)
        return { start: start + index + 1, missing };
    }
  }
  // The first line has no other's end in front of it.
  return { start: 0, missing: missing - 1 };
}

interface Part {
  from: number;
  /** With a last line that has no end, for nothing is waited for. */
  toTheByte: boolean;
}

/** The lines from a place on, with where each part ends. */
async function* textFrom(
  file: FileHandle,
  { from, toTheByte }: Part,
): AsyncGenerator<{ text: string; end: number }> {
  for (let at = from; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES_AT_ONCE), 0, BYTES_AT_ONCE, at);
    const whole = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    // A line that is longer than a part is given in pieces.
    const length = whole || (toTheByte || bytesRead === BYTES_AT_ONCE ? bytesRead : 0);
    if (length === 0) return;
    at += length;
    yield { text: buffer.toString("utf8", 0, length), end: at };
  }
}
