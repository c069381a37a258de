import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchInterrupts } from "./interrupts.ts";
import { spawnOps } from "./testing/spawn-ops.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "ops-interrupts-"));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

test("the first signal lets work finish, the second leaves with the signal's status", () => {
  const left: number[] = [];
  let told = 0;
  const interrupts = watchInterrupts({ leave: (status) => left.push(status), onFirst: () => told++ });
  try {
    process.emit("SIGINT");
    expect([interrupts.signal.aborted, told, left.length]).toEqual([true, 1, 0]);
    expect(interrupts.status).toBe(130);
    process.emit("SIGINT");
    expect([told, left]).toEqual([1, [130]]);
  } finally {
    interrupts.stop();
  }
  expect(process.listenerCount("SIGINT")).toBe(0);
});

test("ops sandbox tells where it listens, answers there, and Ctrl-C ends it well", async () => {
  const child = spawnOps("sandbox --orders 3 --json", { cwd });
  let told = "";
  for await (const chunk of child.stdout) {
    told += new TextDecoder().decode(chunk);
    if (told.endsWith("}\n")) break;
  }
  const { url } = JSON.parse(told);
  const orders = await (await fetch(`${url}/_sandbox/orders`)).json();
  expect(orders).toMatchObject({ total: 3 });
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stderr).text()).toBe("");
});
