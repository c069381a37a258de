import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../test/support/until.ts";
import { systemClock } from "../../platform/clock.ts";
import { enlist, findDaemon } from "./daemon-record.ts";
import { processStart } from "./process-start.ts";

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "ops-record-"));
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

const me = { version: "1.2.3", logsToFile: true, drainMs: 30_000, clock: systemClock };
const file = () => join(workspace, ".ops/daemon.json");

test("a daemon is found by its workspace until it strikes itself off", async () => {
  expect(await findDaemon(workspace)).toBeNull();
  const enlisted = await enlist(workspace, me);
  await enlisted.update({ state: "working", url: "http://127.0.0.1:9464" });
  expect(await findDaemon(workspace)).toMatchObject({
    pid: process.pid,
    version: "1.2.3",
    state: "working",
    url: "http://127.0.0.1:9464",
  });
  await enlisted.strikeOff();
  expect(await findDaemon(workspace)).toBeNull();
});

test("a workspace has one daemon, also when several start at once", async () => {
  const starts = await Promise.allSettled([
    enlist(workspace, me),
    enlist(workspace, me),
    enlist(workspace, me),
  ]);
  const enlisted = starts.filter((start) => start.status === "fulfilled");
  expect(enlisted).toHaveLength(1);
  for (const start of starts) if (start.status === "rejected") expect(start.reason.code).toBe("already_open");
  await enlisted[0]?.value.strikeOff();
});

test("a killed daemon's entry counts for nothing, even when its pid was given to another program", async () => {
  const enlisted = await enlist(workspace, me);
  const record = JSON.parse(await readFile(file(), "utf8"));
  await writeFile(file(), JSON.stringify({ ...record, processStart: "1" }));
  expect(await findDaemon(workspace)).toBeNull();
  await (await enlist(workspace, me)).strikeOff();
  await enlisted.strikeOff();
});

test("an entry of another version is one of a daemon, by its process and the start of it", async () => {
  const enlisted = await enlist(workspace, me);
  const { pid, processStart: start, startedAt } = JSON.parse(await readFile(file(), "utf8"));
  await writeFile(
    file(),
    JSON.stringify({ pid, processStart: start, startedAt, state: "dreaming", more: 1 }),
  );
  expect(await findDaemon(workspace)).toMatchObject({ pid, version: "unknown", state: "working" });
  await expect(enlist(workspace, me)).rejects.toMatchObject({ code: "already_open" });
  await enlisted.strikeOff();
});

test("an entry that cannot be read is none", async () => {
  await writeFile(file(), "half a rec");
  expect(await findDaemon(workspace)).toBeNull();
});

test("a process has a start as long as it lives, and none once it has ended, reaped or not", async () => {
  // `cat` takes the shell's place and never asks how the shell's child has ended.
  const parent = Bun.spawn(["/bin/sh", "-c", "true & echo $!; exec cat"], { stdin: "pipe", stdout: "pipe" });
  const { value } = await parent.stdout.getReader().read();
  const child = Number(new TextDecoder().decode(value));
  await until(() => processStart(child) === null);
  expect(processStart(parent.pid)).toMatch(/^\d+$/);
  await parent.stdin.end();
  await parent.exited;
  expect(processStart(parent.pid)).toBeNull();
});
