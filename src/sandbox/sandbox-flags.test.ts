import { expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSandboxFlags, SandboxFlagsError } from "./sandbox-flags.ts";

const problemsOf = async (flags: unknown): Promise<readonly string[]> => {
  const error = await parseSandboxFlags(flags).catch((error: unknown) => error);
  return error instanceof SandboxFlagsError ? error.problems : [];
};

test("no flags are the defaults", async () => {
  expect(await parseSandboxFlags({})).toMatchObject({
    ...{
      port: 0,
      seed: 1,
      states: "new",
      reopen: false,
      strict: false,
      latency: {},
      faults: [],
      hiddenMs: 0,
      load: [],
    },
  });
});

test("numbers, latencies and faults are read from text", async () => {
  const options = await parseSandboxFlags({
    ...{ port: "8790", seed: "7", orders: "300", hideMs: "500", strict: true },
    latency: "mirakl=150, canada-post=200-400",
    faults:
      "drop_after=0.2,status429=.05,status503+none=0.1,mirakl:slow500=0.1,canada-post.VoidShipment#2:html,OR24#3:hidden50",
  });
  expect(options).toMatchObject({ port: 8790, seed: 7, orders: 300, hiddenMs: 500, strict: true });
  expect(options.latency).toEqual({ mirakl: 150, "canada-post": [200, 400] });
  expect(options.faults).toEqual([
    { probability: 0.2, fault: { kind: "drop_after" } },
    { probability: 0.05, fault: { kind: "status", status: 429, retryAfterSeconds: 1 } },
    { probability: 0.1, fault: { kind: "status", status: 503 } },
    { service: "mirakl", probability: 0.1, fault: { kind: "slow", delayMs: 500 } },
    { service: "canada-post", operation: "VoidShipment", nth: 2, fault: { kind: "html" } },
    { operation: "OR24", nth: 3, fault: { kind: "hidden", hiddenMs: 50 } },
  ]);
});

test("every problem is named with its flag", async () => {
  const problems = await problemsOf({
    ...{
      port: "99999",
      orders: "many",
      states: "old",
      latency: "mirakl",
      faults: "drop_after=2",
      hideMs: "-1",
    },
  });
  expect(problems.map((problem) => problem.split(":")[0])).toEqual([
    ...["--port", "--orders", "--states", "--latency", "--faults", "--hide-ms"],
  ]);
  expect(await problemsOf({ latency: "mirakle=150" })).toHaveLength(1);
  expect(problems.find((problem) => problem.startsWith("--faults"))).toBe(
    "--faults: 'drop_after=2' is not a fault: 2 is no share from 0 to 1",
  );
});

test("faults that make no sense are refused", async () => {
  for (const fault of [
    "drop_after",
    "OR24#1:html=0.1",
    "status200=1",
    "slow=0.1",
    "explode=0.1",
    "html5=0.1",
  ]) {
    expect(await problemsOf({ faults: fault })).toHaveLength(1);
  }
});

test.each([
  ["Foo#1:slow5", "there is no service or operation Foo; there is mirakl, canada-post, A01"],
  ["CreateShipmnt#1:slow5", "did you mean CreateShipment?"],
  ["mirakle:html=0.1", "did you mean mirakl?"],
  ["mirakl.CreateShipment:html=0.1", "there is no operation CreateShipment of mirakl; there is A01"],
  ["mirkl.OR11:html=0.1", "there is no service mirkl; did you mean mirakl?"],
])("a fault of what does not exist is refused: %s", async (faults, words) => {
  expect((await problemsOf({ faults })).join()).toContain(words);
});

test("files of orders are read, and what is wrong with one is said", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-flags-"));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const order = {
    order_id: "1-A",
    order_state: "SHIPPING",
    created_date: "",
    last_updated_date: "",
    customer: {},
  };
  const good = await file("good.json", JSON.stringify({ orders: [{ ...order, shop_extra: 1 }] }));
  const half = await file("half.json", '{"orders": [');
  const other = await file("other.json", JSON.stringify({ orders: [{ ...order, order_id: 7 }] }));
  expect((await parseSandboxFlags({ load: good })).load?.[0]?.orders[0]).toMatchObject({
    ...order,
    shop_extra: 1,
  });
  // The files are read side by side, so the problems come in any order.
  const [brokenOff, missing, noOrder, ...more] = (
    await problemsOf({ load: [good, half, other, join(folder, "none.json")] })
  ).toSorted();
  expect(more).toEqual([]);
  expect(brokenOff).toStartWith(`--load: ${half}: is not JSON`);
  expect(noOrder).toStartWith(`--load: ${other}: is no OR11 answer: orders.0.order_id`);
  expect(missing).toStartWith(`--load: ${join(folder, "none.json")}: cannot be read`);
  await rm(folder, { recursive: true });
});
