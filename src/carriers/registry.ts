import { type CanadaPostParts, createCanadaPostCarrier } from "./canada-post/client.ts";
import type { Carrier } from "./carrier.ts";

/** What any carrier is made of; `settings.type` says which. */
export type CarrierParts = CanadaPostParts;

const CARRIERS: Readonly<Record<CarrierParts["settings"]["type"], (parts: CarrierParts) => Carrier>> = {
  "canada-post": createCanadaPostCarrier,
};

/** The carrier of one account, shipping from one sender. */
export const createCarrier = (parts: CarrierParts): Carrier => CARRIERS[parts.settings.type](parts);
