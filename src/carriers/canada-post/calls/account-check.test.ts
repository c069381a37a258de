import { afterEach, expect, test } from "bun:test";
import { html, messages, shipmentList, xml } from "../testing/answers.ts";
import { createCanadaPostWorld } from "../testing/canada-post-world.ts";
import { withoutContract } from "../testing/settings.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function worldOf(options: Parameters<typeof createCanadaPostWorld>[0]) {
  const world = createCanadaPostWorld(options);
  closers.push(world.close);
  return world;
}

test("a contract account is proven by its groups, and the clocks are compared", async () => {
  const { carrier, requests } = worldOf({
    answer: () => xml("<groups/>", 200, { Date: "Mon, 02 Mar 2026 15:00:42 GMT" }),
  });
  expect(await carrier.probe()).toMatchObject({ ok: true, clockSkewMs: 42_000 });
  expect(requests.map(({ path }) => path)).toEqual(["/rs/2004381/2004381/group"]);
});

test("an account without a contract is proven by the shipments of this minute", async () => {
  const { carrier, requests } = worldOf({ settings: withoutContract, answer: () => shipmentList([], false) });
  expect(await carrier.probe()).toMatchObject({ ok: true });
  expect(requests.map(({ path }) => path)).toEqual([
    "/rs/2004381/ncshipment?from=202603021000&to=202603021000",
  ]);
});

test.each([
  ["user or password", () => messages(401, ["E002", "AAA Authentication Failure"]), "E002", "a valid key"],
  ["the customer number", () => messages(403, ["AA003", "Mailed by customer"]), "AA003", "customer number"],
  ["the address", () => messages(404), "customer_number", "Correct the settings"],
  ["the edge", () => html(200), "page", "Check the network"],
])("what is wrong with %s is told, and once what to do about it", async (_, answer, words, step) => {
  const { carrier } = worldOf({ answer });
  const { ok, detail, hint } = await carrier.probe();
  expect(ok).toBe(false);
  expect(detail).toContain(words);
  expect(hint).toContain(step);
  expect(detail).not.toContain(hint ?? "");
});
