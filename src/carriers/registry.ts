import { type CanadaPostParts, createCanadaPostCarrier } from "./canada-post/client.ts";
import type { Carrier } from "./carrier.ts";

/** What any carrier is made of; `settings.type` says which. */
export type CarrierParts = CanadaPostParts;

/** How the accounts of each type are served. */
export type CarrierRegistry = Readonly<
  Record<CarrierParts["settings"]["type"], (parts: CarrierParts) => Carrier>
>;

const REGISTRY: CarrierRegistry = {
  "canada-post": createCanadaPostCarrier,
};

/** The carrier of one account, shipping from one sender. */
export const createCarrier = (parts: CarrierParts): Carrier => REGISTRY[parts.settings.type](parts);
