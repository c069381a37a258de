import { afterEach, expect, test } from "bun:test";
import { errorOf } from "../../../platform/http/testing/http-world.ts";
import { messages, xml } from "../testing/answers.ts";
import { createCanadaPostWorld } from "../testing/canada-post-world.ts";
import { AMERICAN, orderTo, orderWith } from "../testing/orders.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function worldWith(answer: () => Response) {
  const world = createCanadaPostWorld({ answer });
  closers.push(world.close);
  return world;
}

const PRICED = `<price-quotes><price-quote><service-code>DOM.EP</service-code>
  <price-details><base>12.86</base><due>18.52</due></price-details></price-quote></price-quotes>`;

test("a quote is what would be due for the service that would be bought", async () => {
  const { carrier, requests, taken } = worldWith(() => xml(PRICED));
  expect(await carrier.quote(orderWith())).toBe(1852);
  const [request] = requests;
  expect(request).toMatchObject({ method: "POST", path: "/rs/ship/price" });
  expect(request?.body).toContain("<service-code>DOM.EP</service-code>");
  expect(request?.body).toContain("<postal-code>K1K4T3</postal-code>");
  expect(taken).toEqual(["canada-post:canada-post:D"]);
});

test("a ZIP goes into its own branch", async () => {
  const { carrier, requests } = worldWith(() => xml(PRICED));
  await carrier.quote(orderTo({}, AMERICAN));
  expect(requests[0]?.body).toMatch(/<united-states>\s*<zip-code>10118-3301</);
});

test("no quote is no price", async () => {
  const { carrier } = worldWith(() => xml("<price-quotes/>"));
  expect(await carrier.quote(orderWith())).toBeNull();
});

test("a refusal is asked for once and told", async () => {
  const { carrier, requests } = worldWith(() => messages(400, ["9111", "No services are available"]));
  expect((await errorOf(carrier.quote(orderWith()))).code).toBe("carrier_rejected");
  expect(requests).toHaveLength(1);
});
