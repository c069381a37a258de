import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "../../platform/clock.ts";
import { logLines } from "./log-lines.ts";
import { RotatingLog } from "./rotating-log.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ops-log-lines-"));
  path = join(folder, "daemon.log");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Tells when somebody begins to wait. */
class WaitedClock extends FakeClock {
  #waits = Promise.withResolvers<void>();

  nextWait(): Promise<void> {
    this.#waits = Promise.withResolvers<void>();
    return this.#waits.promise;
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#waits.resolve();
    await super.sleep(ms, signal);
  }
}

const clock = new WaitedClock("2026-03-02T15:00:00Z");

/** A person who follows the log; `next` waits for what comes next. */
function follow(lines = 10) {
  const leaving = new AbortController();
  const reading = logLines(path, { lines, follow: true, clock, signal: leaving.signal });
  return {
    next: async () => (await reading.next()).value,
    leave: async () => {
      leaving.abort();
      return (await reading.next()).done;
    },
  };
}

async function readAll(lines: number): Promise<string> {
  const texts = logLines(path, { lines, follow: false, clock, signal: new AbortController().signal });
  return (await Array.fromAsync(texts)).join("");
}

test("the last lines come, one without its end too; none of a log that is not there", async () => {
  await expect(readAll(2)).rejects.toMatchObject({ code: "not_found" });
  await writeFile(path, "one\ntwo\nthree\nbroken off");
  expect(await readAll(2)).toBe("three\nbroken off");
  expect(await readAll(0)).toBe("");
});

test("a log that has just begun is led by the end of the one before", async () => {
  const log = new RotatingLog(path, { maxBytes: 12, files: 3 });
  for (const word of ["one", "two", "three", "four"]) log.write(`${word}\n`);
  log.close();
  expect(await readAll(1)).toBe("four\n");
  expect(await readAll(2)).toBe("three\nfour\n");
  expect(await readAll(9)).toBe("one\ntwo\nthree\nfour\n");
});

test("whoever follows waits for a log that is not there yet", async () => {
  const person = follow();
  const waits = clock.nextWait();
  const first = person.next();
  await Promise.race([waits, first]);
  await writeFile(path, "one\n");
  expect(await first).toBe("one\n");
  expect(await person.leave()).toBe(true);
});

test("whoever follows sees the end of a full log and the new one from its beginning, whatever lies between", async () => {
  const log = new RotatingLog(path, { maxBytes: 12, files: 2 });
  log.write("one\n");
  const person = follow();
  expect(await person.next()).toBe("one\n");
  log.write("two\n");
  log.write("three\n");
  log.write("four\n");
  expect(await person.next()).toBe("two\nthree\n");
  expect(await person.next()).toBe("four\n");
  // In the middle of the change no file has the name.
  await rename(path, join(folder, "daemon.log.1"));
  const waits = clock.nextWait();
  const next = person.next();
  await Promise.race([waits, next]);
  await writeFile(path, "five\n");
  expect(await next).toBe("five\n");
  expect(await person.leave()).toBe(true);
  log.close();
});

test("whoever follows a log that somebody has emptied goes on with what is written then", async () => {
  await writeFile(path, "one\ntwo\n");
  const person = follow();
  expect(await person.next()).toBe("one\ntwo\n");
  await truncate(path);
  await writeFile(path, "new\n", { flag: "a" });
  expect(await person.next()).toBe("new\n");
  expect(await person.leave()).toBe(true);
});
