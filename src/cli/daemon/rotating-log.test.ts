import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RotatingLog } from "./rotating-log.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ops-log-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (name: string) => readFile(join(folder, name), "utf8");

test("a full log is put aside under a number, and the oldest goes", async () => {
  const log = new RotatingLog(join(folder, "daemon.log"), { maxBytes: 10, files: 3 });
  const numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
  for (const number of numbers) log.write(`${number}\n`);
  log.close();
  expect((await readdir(folder)).sort()).toEqual(["daemon.log", "daemon.log.1", "daemon.log.2"]);
  expect(await read("daemon.log")).toBe("eight\n");
  expect(await read("daemon.log.1")).toBe("six\nseven\n");
  expect(await read("daemon.log.2")).toBe("four\nfive\n");
});

test("a log that somebody removed or moved away begins anew", async () => {
  const path = join(folder, "taken.log");
  const log = new RotatingLog(path, { maxBytes: 1000, files: 2 });
  log.write("first\n");
  await rm(path);
  log.write("second\n");
  expect(await read("taken.log")).toBe("second\n");
  await rename(path, join(folder, "moved.log"));
  log.write("third\n");
  log.close();
  expect([await read("taken.log"), await read("moved.log")]).toEqual(["third\n", "second\n"]);
});

test("what another process has written counts, and limits may change", async () => {
  const path = join(folder, "shared.log");
  const first = new RotatingLog(path, { maxBytes: 1000, files: 2 });
  first.write("before\n");
  first.close();
  const second = new RotatingLog(path, { maxBytes: 1000, files: 2 });
  second.write("after\n");
  expect(await read("shared.log")).toBe("before\nafter\n");
  second.limits = { maxBytes: 5, files: 1 };
  second.write("last\n");
  second.write("next\n");
  second.close();
  expect((await readdir(folder)).filter((name) => name.startsWith("shared"))).toEqual(["shared.log"]);
});

test("a log that cannot be written costs the line and nothing else", () => {
  const log = new RotatingLog(join(folder, "closed.log"), { maxBytes: 10, files: 1 });
  log.close();
  expect(() => log.write("lost\n")).not.toThrow();
});
