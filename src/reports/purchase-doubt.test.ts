import { expect, test } from "bun:test";
import type { Shipment } from "../db/stores/shipments.ts";
import { purchaseDoubt } from "./purchase-doubt.ts";

const shipment = (change: Partial<Shipment>): Shipment => ({
  shipmentId: 1,
  orderId: "BB-1",
  parcelNo: 1,
  generation: 1,
  requestKey: "a1b2c3",
  carrier: "canada-post",
  carrierAccount: "main",
  environment: "production",
  status: "label_creation_initiated",
  purchase: "in_doubt",
  serviceCode: "DOM.EP",
  requestBody: "<xml/>",
  weightGrams: 900,
  destinationPostalCode: "K1A0B1",
  carrierShipmentId: null,
  trackingPin: null,
  contestedPin: null,
  links: {},
  cpApiLabelUrl: null,
  labelPdfPath: null,
  labelSha256: null,
  priceCents: null,
  createdAt: new Date("2026-03-02T15:00:00Z"),
  createdBy: "daemon",
  posts: 1,
  lastPostAt: new Date("2026-03-02T15:00:00Z"),
  inDoubtSince: new Date("2026-03-02T15:00:10Z"),
  lookUps: 0,
  lookUpsInAll: 0,
  nextLookUpAt: new Date("2026-03-02T15:00:12.345Z"),
  duplicateRefusals: 0,
  duplicateRefusedAt: null,
  boughtAt: null,
  labelledAt: null,
  packedAt: null,
  manifestedAt: null,
  trackingPushedAt: null,
  shipSentAt: null,
  shipAnsweredAt: null,
  pushChecks: 0,
  pushError: null,
  nextPushCheckAt: null,
  trackedAt: null,
  nextTrackAt: null,
  trackingStatus: null,
  deliveredAt: null,
  endedAt: null,
  endedAs: null,
  ...change,
});

const words = (change: Partial<Shipment>) => purchaseDoubt(shipment(change))?.words;
const SEARCH =
  "canada-post, account main (production), is asked for a parcel of 900 g to K1A0B1 under our reference a1b2c3.";

test.each<[string, Partial<Shipment>]>([
  ["not sent", { purchase: "ready" }],
  ["bought", { purchase: "bought" }],
  ["refused", { purchase: "rejected", endedAt: new Date(0), endedAs: "rejected" }],
  ["ended by a person", { endedAt: new Date(0), endedAs: "never_created" }],
])("a purchase that was %s is in no doubt", (_, change) => {
  expect(purchaseDoubt(shipment(change))).toBeNull();
});

test("a purchase in doubt says what is looked for, where, and when next", () => {
  expect(purchaseDoubt(shipment({}))).toEqual({
    since: new Date("2026-03-02T15:00:10Z"),
    lookUps: 0,
    rounds: 1,
    duplicateRefusals: 0,
    nextLookUpAt: new Date("2026-03-02T15:00:12.345Z"),
    words: `There is no definite answer since 2026-03-02 15:00:10 UTC. ${SEARCH} It is looked up again from 2026-03-02 15:00:12 UTC.`,
  });
});

test("look-ups of all rounds and further requests are counted", () => {
  expect(words({ lookUps: 1, lookUpsInAll: 1 })).toEndWith("One look-up has shown nothing.");
  const second = { lookUps: 3, lookUpsInAll: 7, posts: 2 };
  expect(words(second)).toContain("The request was sent 2 times.");
  expect(words(second)).toEndWith("7 look-ups in 2 rounds have shown nothing.");
});

test("what the carrier has said of the request is told with what follows from it", () => {
  const refused = { posts: 3, duplicateRefusals: 2, duplicateRefusedAt: new Date("2026-03-02T15:06:00Z") };
  expect(words(refused)).toContain(
    "The carrier says that it has had this request before (2 times, last at 2026-03-02 15:06:00 UTC): a label almost certainly exists.",
  );
});

test("when the look-ups are used up it names the two commands that decide", () => {
  expect(words({ nextLookUpAt: null, lookUps: 4, lookUpsInAll: 4 })).toBe(
    `There is no definite answer since 2026-03-02 15:00:10 UTC. ${SEARCH} No look-up is left: a person decides with \`ops labels found BB-1 NUMBER\` or \`ops labels missing BB-1\`. 4 look-ups have shown nothing.`,
  );
});

test("a request under way may have left, whoever sent it", () => {
  expect(words({ purchase: "sending", inDoubtSince: null, nextLookUpAt: null })).toBe(
    `The request left, or was about to leave, at 2026-03-02 15:00:00 UTC. ${SEARCH} Should its process have died, the next run of create-labels looks it up.`,
  );
});
