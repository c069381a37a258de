import { OpsError } from "../../../domain/errors.ts";
import type { PurchaseFacts } from "../../../domain/shipment.ts";
import type { Clock } from "../../../platform/clock.ts";
import type { Label } from "../../carrier.ts";
import type { Artifact } from "./artifact.ts";
import type { Operations } from "./operations.ts";
import { linkNamed } from "./shipment-answer.ts";

/** Waits between the tries of one call while the carrier is still drawing the label; then it is due again later. */
const WAITS_MS = [1000, 2000, 4000];

interface LabelParts {
  operations: Operations;
  /** What a stored link leads to; a fresh link says so itself. */
  mediaType: string;
  clock: Clock;
}

interface LabelLink {
  link: string;
  mediaType: string;
}

/** Fetches labels that are paid for. Losing one is never a reason to buy again: whatever is amiss, it is tried later. */
export function createLabelFetcher({ operations, mediaType, clock }: LabelParts) {
  return async (facts: PurchaseFacts, orderId: string): Promise<Label> => {
    if (facts.labelUrl !== null) {
      const stored = await follow({ link: facts.labelUrl, mediaType }, orderId);
      if (stored.state === "label") return stored.label;
      if (stored.state === "pending") throw notReady(facts, "the carrier is still drawing it");
    }
    const link = await freshLink(facts, orderId);
    if (link === null) throw notReady(facts, "the carrier shows no link to it");
    const fresh = await follow(link, orderId);
    if (fresh.state === "label") return fresh.label;
    throw notReady(facts, fresh.state === "pending" ? "the carrier is still drawing it" : fresh.why);
  };

  async function follow(artifact: LabelLink, orderId: string): Promise<Artifact> {
    let result = await operations.getArtifact(artifact, orderId);
    for (const waitMs of WAITS_MS) {
      if (result.state !== "pending") break;
      await clock.sleep(waitMs);
      result = await operations.getArtifact(artifact, orderId);
    }
    return result;
  }

  async function freshLink(facts: PurchaseFacts, orderId: string): Promise<LabelLink | null> {
    const self = facts.links.self ?? operations.shipmentLink(facts.carrierShipmentId);
    const info = await operations.getShipment(self, orderId);
    const label = info && linkNamed(info.links, "label");
    return label && { link: label.href, mediaType: label.mediaType ?? mediaType };
  }
}

function notReady({ carrierShipmentId }: PurchaseFacts, why: string): OpsError {
  return new OpsError(
    "label_not_ready",
    `The label of shipment ${carrierShipmentId} cannot be had yet: ${why}.`,
    {
      facts: { carrierShipmentId },
    },
  );
}
