import { afterEach, expect, test } from "bun:test";
import type { PurchaseFacts } from "../../../domain/shipment.ts";
import { errorOf } from "../../../platform/http/testing/http-world.ts";
import { html, messages, PDF, pdf, shipmentInfo } from "../testing/answers.ts";
import { createCanadaPostWorld } from "../testing/canada-post-world.ts";

const ORDER = "900000184-A";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Shelf {
  /** Answers for the stored link, one after the other, the last one for ever. */
  stored: (() => Response)[];
  /** Answers for the link that the shipment itself gives. */
  fresh?: () => Response;
  self?: (base: string) => Response;
}

function worldWith({ stored, fresh = pdf, self }: Shelf) {
  let served = 0;
  const world = createCanadaPostWorld({
    answer({ path }, base) {
      if (path === "/rs/artifact/stored") return (stored[Math.min(served++, stored.length - 1)] ?? pdf)();
      if (path === "/rs/artifact/fresh") return fresh();
      return self?.(base) ?? shipmentInfo({ self: `${base}/rs/s/1`, label: `${base}/rs/artifact/fresh` });
    },
  });
  closers.push(world.close);
  const facts: PurchaseFacts = {
    carrierShipmentId: "1",
    trackingPin: null,
    labelUrl: `${world.baseUrl}/rs/artifact/stored`,
    priceCents: null,
    links: { self: `${world.baseUrl}/rs/s/1` },
  };
  const paths = () => world.requests.map(({ path }) => path);
  return { ...world, facts, paths };
}

const noContent = (status: number) => () => new Response(null, { status });

test("a label comes from its stored link, as the bytes that were sent", async () => {
  const { carrier, facts, requests, calls } = worldWith({ stored: [pdf] });
  const label = await carrier.fetchLabel(facts, ORDER);
  expect(label.extension).toBe("pdf");
  expect(new TextDecoder().decode(label.bytes)).toBe(PDF);
  expect(requests[0]?.headers.get("accept")).toBe("application/pdf");
  expect(calls[0]?.responseBody).not.toContain("%PDF");
});

test("ZPL is a label too", async () => {
  const { carrier, facts } = worldWith({ stored: [() => new Response("^XA^FDlabel^FS^XZ")] });
  expect((await carrier.fetchLabel(facts, ORDER)).extension).toBe("zpl");
});

test("one that is being drawn is waited for, briefly", async () => {
  const { carrier, facts, clock, paths } = worldWith({ stored: [noContent(202), noContent(202), pdf] });
  const start = clock.now().getTime();
  await carrier.fetchLabel(facts, ORDER);
  expect(clock.now().getTime() - start).toBe(3000);
  expect(paths()).toHaveLength(3);
});

test("one that takes longer is left for later", async () => {
  const { carrier, facts, clock, paths } = worldWith({ stored: [noContent(202)] });
  const start = clock.now().getTime();
  const error = await errorOf(carrier.fetchLabel(facts, ORDER));
  expect([error.code, error.kind]).toEqual(["label_not_ready", "unavailable"]);
  expect(clock.now().getTime() - start).toBe(7000);
  expect(paths()).toHaveLength(4);
});

test.each([
  ["leads nowhere", noContent(404)],
  ["is refused for its media type", noContent(406)],
  ["brings half a file", () => pdf("%PDF-1.4\n% cut off")],
  ["brings something else", () => pdf("not a label")],
])("a fresh link is asked for when the stored one %s", async (_, stored) => {
  const { carrier, facts, paths } = worldWith({ stored: [stored] });
  expect((await carrier.fetchLabel(facts, ORDER)).extension).toBe("pdf");
  expect(paths().slice(-2)).toEqual(["/rs/s/1", "/rs/artifact/fresh"]);
});

test("without any stored link the shipment is asked by its id", async () => {
  const { carrier, facts, paths } = worldWith({ stored: [pdf] });
  await carrier.fetchLabel({ ...facts, labelUrl: null, links: {} }, ORDER);
  expect(paths()).toEqual(["/rs/2004381/2004381/shipment/1", "/rs/artifact/fresh"]);
});

test.each([
  ["the fresh link leads nowhere too", { fresh: noContent(404) }],
  ["what it brings is no label either", { fresh: () => pdf("still not a label") }],
  ["the shipment is not to be seen", { self: () => messages(404) }],
  ["the shipment has no label", { self: (base: string) => shipmentInfo({ self: `${base}/rs/s/1` }) }],
])("a paid label is never given up: %s", async (_, shelf) => {
  const { carrier, facts } = worldWith({ stored: [noContent(404)], ...shelf });
  const error = await errorOf(carrier.fetchLabel(facts, ORDER));
  expect([error.code, error.kind]).toEqual(["label_not_ready", "unavailable"]);
});

test.each([
  ["service_error", () => messages(500, ["9150", "PDF rendering system error"])],
  ["edge_answer", () => html(200)],
  ["throttled", () => messages(503, ["Server", "Rejected by SLM Monitor"])],
])("the carrier's trouble is %s", async (code, stored) => {
  const { carrier, facts } = worldWith({ stored: [stored] });
  const error = await errorOf(carrier.fetchLabel(facts, ORDER));
  expect([error.code, error.kind]).toEqual([code as typeof error.code, "unavailable"]);
});

test("rejected credentials are a matter of settings", async () => {
  const { carrier, facts } = worldWith({ stored: [() => messages(401, ["E002", "AAA"])] });
  expect((await errorOf(carrier.fetchLabel(facts, ORDER))).code).toBe("credentials_rejected");
});
