import { type FileHandle, open, stat } from "node:fs/promises";
import { OpsError } from "../../../domain/errors.ts";
import { rest } from "../../../engine/rest.ts";
import type { Clock } from "../../../platform/clock.ts";
import type { CommandRun } from "../../command.ts";
import { logFile } from "../../daemon/daemon-record.ts";

interface LogsInput {
  lines: number;
  follow: boolean;
}

const LOOK_EVERY_MS = 250;
const BYTES_AT_ONCE = 64 * 1024;

/** Prints the end of the background daemon's log, and with --follow what is written from then on. */
export async function logs(run: CommandRun<LogsInput>): Promise<number> {
  const { config } = await run.settings();
  const { lines, follow } = run.input;
  const { clock, signal, output } = run;
  await output.stream(linesOf(logFile(config.workspace), { lines, follow, clock, signal }));
  return 0;
}

async function* linesOf(
  path: string,
  { lines, follow, clock, signal }: LogsInput & { clock: Clock; signal: AbortSignal },
): AsyncGenerator<string> {
  let file = await openLog(path);
  try {
    let at = await startOfLast(file, lines);
    for (;;) {
      for await (const { text, end } of textFrom(file, at)) {
        yield text;
        at = end;
      }
      if (!follow || signal.aborted) return;
      if (await wasReplaced(file, path)) {
        await file.close();
        file = await openLog(path);
        at = 0;
      } else await rest({ clock, ms: LOOK_EVERY_MS, signal });
    }
  } finally {
    await file.close();
  }
}

async function openLog(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (cause) {
    throw new OpsError("not_found", `There is no ${path}: no daemon was started in the background here.`, {
      hint: "`ops daemon start` starts one. Under systemd the log is in the journal: journalctl --user -u NAME",
      cause,
    });
  }
}

/** Where the last so many lines begin. */
async function startOfLast(file: FileHandle, lines: number): Promise<number> {
  const { size } = await file.stat();
  let missing = lines + 1;
  for (let end = size; end > 0; end -= BYTES_AT_ONCE) {
    const start = Math.max(0, end - BYTES_AT_ONCE);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    for (let index = bytesRead - 1; index >= 0; index--) {
      // The last line's own end is no beginning.
      if (buffer[index] === NEWLINE && --missing === 0) return start + index + 1;
    }
  }
  return 0;
}

const NEWLINE = 10;

/** The whole lines from a place on, with where each part ends. */
async function* textFrom(file: FileHandle, from: number): AsyncGenerator<{ text: string; end: number }> {
  for (let at = from; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES_AT_ONCE), 0, BYTES_AT_ONCE, at);
    const whole = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    // A line that is longer than a part is given in pieces.
    const length = whole || (bytesRead === BYTES_AT_ONCE ? bytesRead : 0);
    if (length === 0) return;
    at += length;
    yield { text: buffer.toString("utf8", 0, length), end: at };
  }
}

/** A full log was put aside, and what is read ends here. */
async function wasReplaced(file: FileHandle, path: string): Promise<boolean> {
  const [own, named] = await Promise.all([file.stat(), stat(path)]);
  return own.ino !== named.ino;
}
